// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/click_log.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE click_log::click_log(log_columns parts) : parts_(std::move(parts)) { check(); }

NEXTCLICK_INLINE item_id click_log::session_id(std::size_t session) const {
    if (parts_.session_ids.empty()) return static_cast<std::int64_t>(session);
    return parts_.session_ids[session];
}

NEXTCLICK_INLINE const vocabulary& click_log::users() const {
    if (!has_users()) throw data_error("this log has no users; name their column in read_options::user");
    return *parts_.users;
}

NEXTCLICK_INLINE const event_column* click_log::find_column(std::string_view name) const {
    for (const event_column& c : parts_.extra)
        if (c.name() == name) return &c;
    return nullptr;
}

NEXTCLICK_INLINE const event_column& click_log::column(std::string_view name) const {
    if (const event_column* c = find_column(name)) return *c;
    std::string message = "this log has no column \"" + std::string(name) + "\"; it has ";
    for (const event_column& c : parts_.extra) message += '"' + c.name() + "\" ";
    if (parts_.extra.empty()) message += "none beside item and time ";
    throw data_error(message + "(name the columns to read in read_options::columns)");
}

NEXTCLICK_INLINE std::vector<std::uint32_t> click_log::item_support() const {
    std::vector<std::uint32_t> support(items().size());
    for (const item_index i : parts_.item)
        if (i != no_item) ++support[i];
    return support;
}

NEXTCLICK_INLINE std::size_t click_log::memory_bytes() const {
    std::size_t n = parts_.item.capacity() * 4 + parts_.time.capacity() * 8 + parts_.session_begin.capacity() * 4 +
                    parts_.session_ids.memory_bytes() + parts_.user.capacity() * 4;
    for (const event_column& c : parts_.extra) n += c.memory_bytes();
    return n;
}

NEXTCLICK_INLINE void click_log::require(bool yes, const char* what) {
    if (!yes) throw data_error(std::string("click_log: ") + what);
}

NEXTCLICK_INLINE void click_log::require_inside(std::span<const item_index> numbers, std::size_t size, const char* what) {
    bool yes = true;
    for (const item_index i : numbers) yes &= i < size || i == no_item;
    require(yes, what);
}

NEXTCLICK_INLINE void click_log::check() const {
    const log_columns& p = parts_;
    require(p.items != nullptr, "there is no vocabulary of items");
    require(p.item.size() < std::numeric_limits<std::uint32_t>::max(), "a log holds at most 2^32 - 1 events; split it");
    require(p.time.empty() || p.time.size() == p.item.size(), "the numbers of times and of items differ");
    require(!p.session_begin.empty() && p.session_begin.front() == 0 && p.session_begin.back() == p.item.size(),
            "session_begin must start at 0 and end at the number of events");
    const std::size_t sessions = session_count();
    require(p.session_ids.empty() || p.session_ids.size() == sessions, "the numbers of session ids and of sessions differ");
    require((p.users != nullptr) == !p.user.empty() || sessions == 0, "users need both ids and a number per session");
    require(p.user.empty() || p.user.size() == sessions, "the numbers of users and of sessions differ");
    for (const item_index u : p.user) require(u < p.users->size(), "a user lies outside the vocabulary of users");
    require_inside(p.item, p.items->size(), "an item lies outside the vocabulary of items");
    for (const event_column& c : p.extra) check(c);
    for (std::size_t s = 0; s < sessions; ++s) check_session(s);
}

NEXTCLICK_INLINE void click_log::check(const event_column& c) const {
    require(c.size() == event_count(), "the numbers of values of a column and of items differ");
    if (const char* fault = c.visit([](const auto& column) -> const char* { return column.fault(); })) require(false, fault);
}

NEXTCLICK_INLINE void click_log::check_session(std::size_t s) const {
    const std::uint32_t begin = parts_.session_begin[s], end = parts_.session_begin[s + 1];
    require(begin < end && end <= event_count(), "a session has no events, or session_begin falls");
    if (parts_.time.empty()) return;
    const std::int64_t* t = parts_.time.data();
    require(begin == 0 || t[begin] >= t[parts_.session_begin[s - 1]], "sessions are not in order of their start");
    require(std::is_sorted(t + begin, t + end), "the events of a session are not in order of time");
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
