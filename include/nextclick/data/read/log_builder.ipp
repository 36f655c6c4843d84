// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/log_builder.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE log_builder::log_builder(builder_options options)
    : options_(std::move(options)),
      sessions_(kind_of(options_.session_ids)),
      items_(kind_of(options_.item_ids)),
      users_(kind_of(options_.user_ids)) {
    for (std::size_t c = 0; c < options_.columns.size(); ++c) {
        for (std::size_t d = 0; d < c; ++d)
            if (options_.columns[c].name == options_.columns[d].name)
                throw argument_error("log_builder: the column \"" + options_.columns[c].name + "\" is requested twice; leave one out");
        columns_.emplace_back(options_.columns[c]);
    }
    values_.resize(columns_.size());
}

NEXTCLICK_INLINE void log_builder::add(const item_id& session, const item_id& item, const std::optional<event_time>& time,
                                       const std::optional<item_id>& user, std::span<const field_value> columns) {
    check(session, item, time, user, columns);
    keep(session, item, time ? &*time : nullptr, user ? &*user : nullptr);
}

NEXTCLICK_INLINE void log_builder::reserve(std::size_t events) {
    items_.numbers.reserve(events);
    if (options_.times) time_.reserve(events);
    for (detail::column_builder& c : columns_) c.reserve(events);
}

NEXTCLICK_INLINE void log_builder::divide_times(std::int64_t by) {
    for (std::size_t e = 0; e < time_.size(); ++e) {
        const std::int64_t below = below_.empty() ? 0 : below_[e], part = time_[e] % by, rest = part < 0 ? part + by : part;
        time_[e] = (time_[e] - rest) / by;
        const auto ns = static_cast<std::uint32_t>((rest * 1'000'000 + below) / by);
        if (ns != 0 && below_.empty()) below_.resize(time_.size());
        if (!below_.empty()) below_[e] = ns;
    }
}

NEXTCLICK_INLINE click_log log_builder::build(build_report* report) && {
    if (events_ == 0) throw data_error("log_builder: there are no events; add some before the log is built");
    build_report found{.rows = events_, .user_changes = user_changes_};
    log_columns parts;
    parts.item = std::move(items_).close(parts.items);
    parts.time = std::move(time_);
    parts.user = std::move(user_);
    for (detail::column_builder& c : columns_) parts.extra.push_back(std::move(c).close());
    detail::session_runs runs = std::move(sessions_).close(parts.session_ids);
    const std::size_t sessions = parts.session_ids.size();
    found.interleaved = runs.interleaved(sessions);
    std::move(runs).gather_into(parts, sessions, below_);
    if (options_.times) {
        detail::session_sorter(parts, below_).sort(found.out_of_order, found.ties);
        detail::order_sessions(parts, below_);
        below_ = {};
    }
    const bool slack = events_ >= 2 * sessions;  // otherwise the session ids need the spare memory
    detail::for_each_event_column(parts, [=](auto& column) { detail::trim(column, slack); });
    parts.session_ids.shrink_to_fit();
    detail::trim(parts.user);
    if (options_.users) parts.users = std::make_shared<const vocabulary>(std::move(users_));
    click_log log(std::move(parts));
    if (report != nullptr) *report = found;
    return log;
}

NEXTCLICK_INLINE void log_builder::keep(const item_id& session, const item_id& item, const event_time* time, const item_id* user) {
    sessions_.add(session, events_, options_.users);
    items_.add(item);
    if (time != nullptr) keep_time(*time);
    if (user != nullptr) keep_user(users_.insert(*user));
    for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].keep(values_[c]);
    ++events_;
}

NEXTCLICK_INLINE void log_builder::refuse(const std::string& what) const {
    throw data_error("log_builder: event " + std::to_string(events_ + 1) + ": " + what);
}

NEXTCLICK_INLINE void log_builder::check(const item_id& session, const item_id& item, const std::optional<event_time>& time,
                                         const std::optional<item_id>& user, std::span<const field_value> columns) {
    if (time.has_value() != options_.times || user.has_value() != options_.users || columns.size() != columns_.size())
        wrong_shape(time.has_value(), user.has_value(), columns.size());
    check(session, options_.session_ids, "session");
    check(item, options_.item_ids, "item");
    if (user) check(*user, options_.user_ids, "user");
    for (std::size_t c = 0; c < columns.size(); ++c) {
        values_[c] = columns[c];
        const char* const expected = columns_[c].read(values_[c]);
        if (expected == nullptr) continue;
        std::array<char, 32> room;
        refuse("\"" + std::string(columns[c].text(room)) + "\" in column \"" + columns_[c].name() + "\" is not " + expected +
               "; leave it out, or make the column categorical");
    }
}

NEXTCLICK_INLINE void log_builder::check(const item_id& id, id_type type, const char* of) const {
    if (id.kind() == id_kind::integer) return;
    if (id.string().empty()) refuse(std::string("the ") + of + " id is empty; leave the event out, or give it an id");
    std::int64_t value = 0;
    if (type == id_type::integer && scan_id(id.string(), value) != scanned::ok)
        refuse(std::string("the ") + of + " id \"" + id.to_string() + "\" is not an integer; set builder_options::" + of +
               "_ids = id_type::string");
}

NEXTCLICK_INLINE void log_builder::wrong_shape(bool time, bool user, std::size_t columns) const {
    std::string what = "log_builder: event " + std::to_string(events_ + 1) + ' ';
    if (time != options_.times)
        what += std::string(has_or_lacks(time)) + "a time, unlike builder_options::times; set it for all events alike";
    else if (user != options_.users)
        what += std::string(has_or_lacks(user)) + "a user, unlike builder_options::users; set it for all events alike";
    else
        what += "has " + std::to_string(columns) + " values for the " + std::to_string(columns_.size()) +
                " columns of builder_options::columns; give each a value, {} where it is missing";
    throw argument_error(what);
}

NEXTCLICK_INLINE void log_builder::keep_time(const event_time& t) {
    if (t.ns() != 0 && below_.empty()) below_.resize(time_.size());
    time_.push_back(t.ms());
    if (!below_.empty() || t.ns() != 0) below_.push_back(t.ns());
}

NEXTCLICK_INLINE void log_builder::keep_user(item_index user) {
    const std::size_t session = sessions_.number();
    if (session == user_.size())
        user_.push_back(user);
    else if (user_[session] != user)
        ++user_changes_;
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
