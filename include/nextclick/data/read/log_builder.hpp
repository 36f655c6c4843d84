// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/event_time.hpp"
#include "nextclick/data/read/column_builder.hpp"
#include "nextclick/data/read/session_builder.hpp"
#include "nextclick/data/session_order.hpp"

/// A click log from events that come one at a time, from wherever they come.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
class event_reader;
}

enum class id_type : std::uint8_t {
    automatic,  ///< integers as long as all are (in canonical spelling), strings from the first one on that is none
    integer,
    string
};

struct builder_options {
    bool times = true;                      ///< false: events have none, the order in which they come counts
    bool users = false;                     ///< events have a user; a session is its first event's
    std::vector<column_request> columns{};  ///< further columns
    id_type session_ids = id_type::automatic;
    id_type item_ids = id_type::automatic;
    id_type user_ids = id_type::automatic;
};

/// What was met in the events of a log.
struct build_report {
    std::uint64_t rows = 0;          ///< events kept
    std::uint64_t out_of_order = 0;  ///< events earlier than the one before them in their session, in the order they came
    std::uint64_t ties = 0;          ///< events at the very time of the one before them in their session
    std::uint64_t interleaved = 0;   ///< how often a session was taken up again after another one's events
    std::uint64_t user_changes = 0;  ///< events whose user is not the one of the session's first event (who is kept)
};

/// Takes events in any order and gathers them into sessions, ordered by time:
///     data::log_builder log({.users = true, .columns = {{"Action"}, {"Price", data::column_type::numeric}}});
///     log.add("visit-9", 1042, std::chrono::milliseconds(1396860669277), "ann", {"view", 2.5});
///     const data::click_log clicks = std::move(log).build();
/// Every reader of the library ends here.
/// memory  the log, 8 bytes for each run of events of one session, 4 an event for nanoseconds if there are such, and while
///         `build` puts events in order a copy of each column in turn
class log_builder {
public:
    /// Throws `argument_error` for tags that nothing parts, or a column asked for twice.
    explicit log_builder(builder_options options = {})
        : options_(std::move(options)),
          sessions_(kind_of(options_.session_ids)),
          items_(kind_of(options_.item_ids)),
          users_(kind_of(options_.user_ids)) {
        for (std::size_t c = 0; c < options_.columns.size(); ++c) {
            for (std::size_t d = 0; d < c; ++d)
                if (options_.columns[c].name == options_.columns[d].name)
                    throw argument_error("log_builder: the column \"" + options_.columns[c].name + "\" is asked for twice; leave one out");
            columns_.emplace_back(options_.columns[c]);
        }
        values_.resize(columns_.size());
    }

    /// An event. Ids are integers or text ("7" is 7), which need not outlive the call; values are those of
    /// `builder_options::columns`, in that order.
    /// errors  `data_error` that says what is wrong: an id that is empty, or no integer where those were asked for; a value
    ///         that is not a number. `argument_error` if time, user or values are there that were not announced, or the other
    ///         way round. The log is then as before.
    /// cost    a look-up of session and item each, amortised
    void add(const item_id& session, const item_id& item, const std::optional<event_time>& time = {},
             const std::optional<item_id>& user = {}, std::span<const field_value> columns = {}) {
        check(session, item, time, user, columns);
        keep(session, item, time ? &*time : nullptr, user ? &*user : nullptr);
    }
    void add(const item_id& session, const item_id& item, const std::optional<event_time>& time, const std::optional<item_id>& user,
             std::initializer_list<field_value> columns) {
        add(session, item, time, user, std::span(columns.begin(), columns.size()));
    }

    std::size_t event_count() const { return events_; }
    id_kind session_kind() const { return sessions_.kind(); }  ///< so far
    id_kind item_kind() const { return items_.kind(); }
    id_kind user_kind() const { return users_.kind(); }
    /// Makes room for so many events in all.
    void reserve(std::size_t events) {
        items_.numbers.reserve(events);
        if (options_.times) time_.reserve(events);
        for (detail::column_builder& c : columns_) c.reserve(events);
    }
    /// Divides all times so far: for who learns late that numbers taken for seconds are in ms (1,000), us or ns.
    void divide_times(std::int64_t by) {
        for (std::size_t e = 0; e < time_.size(); ++e) {
            const std::int64_t below = below_.empty() ? 0 : below_[e], part = time_[e] % by, rest = part < 0 ? part + by : part;
            time_[e] = (time_[e] - rest) / by;
            const auto ns = static_cast<std::uint32_t>((rest * 1'000'000 + below) / by);
            if (ns != 0 && below_.empty()) below_.resize(time_.size());
            if (!below_.empty()) below_[e] = ns;
        }
    }

    /// The log. Throws `data_error` without an event.
    click_log build(build_report* report = nullptr) && {
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
        const bool slack = events_ >= 2 * sessions;  // otherwise the ids of sessions take what there is to spare
        detail::for_each_event_column(parts, [=](auto& column) { detail::trim(column, slack); });
        parts.session_ids.shrink_to_fit();
        detail::trim(parts.user);
        if (options_.users) parts.users = std::make_shared<const vocabulary>(std::move(users_));
        click_log log(std::move(parts));
        if (report != nullptr) *report = found;
        return log;
    }

private:
    friend class detail::event_reader;  // which has checked what it adds

    /// Adds an event of these and `values_`, all of them as `check` wants them.
    void keep(const item_id& session, const item_id& item, const event_time* time, const item_id* user) {
        sessions_.add(session, events_, options_.users);
        items_.add(item);
        if (time != nullptr) keep_time(*time);
        if (user != nullptr) keep_user(users_.insert(*user));
        for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].keep(values_[c]);
        ++events_;
    }
    static id_kind kind_of(id_type type) { return type == id_type::string ? id_kind::string : id_kind::integer; }

    [[noreturn]] void refuse(const std::string& what) const {
        throw data_error("log_builder: event " + std::to_string(events_ + 1) + ": " + what);
    }
    static const char* said(bool there) { return there ? "has " : "lacks "; }
    void check(const item_id& session, const item_id& item, const std::optional<event_time>& time, const std::optional<item_id>& user,
               std::span<const field_value> columns) {
        if (time.has_value() != options_.times || user.has_value() != options_.users || columns.size() != columns_.size())
            wrong_shape(time.has_value(), user.has_value(), columns.size());
        check(session, options_.session_ids, "session");
        check(item, options_.item_ids, "item");
        if (user) check(*user, options_.user_ids, "user");
        for (std::size_t c = 0; c < columns.size(); ++c) {
            values_[c] = columns[c];
            const char* const wanted = columns_[c].read(values_[c]);
            if (wanted == nullptr) continue;
            std::array<char, 32> room;
            refuse("\"" + std::string(columns[c].text(room)) + "\" in column \"" + columns_[c].name() + "\" is not " + wanted +
                   "; leave it out, or make the column categorical");
        }
    }
    void check(const item_id& id, id_type type, const char* of) const {
        if (id.kind() == id_kind::integer) return;
        if (id.string().empty()) refuse(std::string("the ") + of + " id is empty; leave the event out, or give it an id");
        std::int64_t value = 0;
        if (type == id_type::integer && scan_id(id.string(), value) != scanned::ok)
            refuse(std::string("the ") + of + " id \"" + id.to_string() + "\" is no integer; set builder_options::" + of +
                   "_ids = id_type::string");
    }
    [[noreturn]] void wrong_shape(bool time, bool user, std::size_t columns) const {
        std::string what = "log_builder: event " + std::to_string(events_ + 1) + ' ';
        if (time != options_.times)
            what += std::string(said(time)) + "a time; set builder_options::times as it is";
        else if (user != options_.users)
            what += std::string(said(user)) + "a user; set builder_options::users as it is";
        else
            what += "has " + std::to_string(columns) + " values for the " + std::to_string(columns_.size()) +
                    " columns of builder_options::columns; give each a value, {} where it is missing";
        throw argument_error(what);
    }
    void keep_time(const event_time& t) {
        if (t.ns() != 0 && below_.empty()) below_.resize(time_.size());
        time_.push_back(t.ms());
        if (!below_.empty() || t.ns() != 0) below_.push_back(t.ns());
    }
    void keep_user(item_index user) {
        const std::size_t session = sessions_.number();
        if (session == user_.size())
            user_.push_back(user);
        else if (user_[session] != user)
            ++user_changes_;
    }

    builder_options options_;
    detail::session_builder sessions_;
    detail::item_builder items_;
    vocabulary users_;
    std::vector<std::int64_t> time_;
    detail::below_ms below_;
    std::vector<item_index> user_;  ///< one a session
    std::vector<detail::column_builder> columns_;
    std::vector<field_value> values_;  ///< of the event that is added
    std::size_t events_ = 0;
    std::uint64_t user_changes_ = 0;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
