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

/// Builds a click log from single events of any source.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
class event_reader;
}

enum class id_type : std::uint8_t {
    automatic,  ///< integers while all ids are integers in canonical spelling, strings from the first other id on
    integer,
    string
};

struct builder_options {
    bool times = true;                      ///< false: events have no times, and the order of the calls is kept
    bool users = false;                     ///< events have a user; the user of a session is that of its first event
    std::vector<column_request> columns{};  ///< further columns
    id_type session_ids = id_type::automatic;
    id_type item_ids = id_type::automatic;
    id_type user_ids = id_type::automatic;
};

/// Statistics of the events of a log.
struct build_report {
    std::uint64_t rows = 0;          ///< events kept
    std::uint64_t out_of_order = 0;  ///< events earlier than the previous one of their session, in the order of the calls
    std::uint64_t ties = 0;          ///< events with the same time as the previous one of their session
    std::uint64_t interleaved = 0;   ///< how often a session continued after events of another one
    std::uint64_t user_changes = 0;  ///< events with another user than the session's first event, whose user is kept
};

/// Accepts events in any order and groups them into sessions, ordered by time:
///     data::log_builder log({.users = true, .columns = {{"Action"}, {"Price", data::column_type::numeric}}});
///     log.add("visit-9", 1042, std::chrono::milliseconds(1396860669277), "ann", {"view", 2.5});
///     const data::click_log clicks = std::move(log).build();
/// All readers of the library use it.
/// memory  the log, 8 bytes for each run of events of one session, 4 an event for nanoseconds if there are any, and while `build`
///         sorts events a copy of each column in turn
class log_builder {
public:
    /// Throws `argument_error` for tags without a separator, or a duplicate column.
    explicit log_builder(builder_options options = {});

    /// Adds an event. Ids are integers or text ("7" is 7), which need not outlive the call; values are those of
    /// `builder_options::columns`, in that order.
    /// errors  `data_error` that names the fault: an id that is empty, or no integer if integers are requested; a value that is not
    ///         a number. `argument_error` if time, user or values are given but not in the options, or the other way round. The log
    ///         is then unchanged.
    /// cost    a look-up of session and item each, amortised
    void add(const item_id& session, const item_id& item, const std::optional<event_time>& time = {},
             const std::optional<item_id>& user = {}, std::span<const field_value> columns = {});
    void add(const item_id& session, const item_id& item, const std::optional<event_time>& time, const std::optional<item_id>& user,
             std::initializer_list<field_value> columns) {
        add(session, item, time, user, std::span(columns.begin(), columns.size()));
    }

    std::size_t event_count() const { return events_; }
    id_kind session_kind() const { return sessions_.kind(); }  ///< so far
    id_kind item_kind() const { return items_.kind(); }
    id_kind user_kind() const { return users_.kind(); }
    /// Reserves memory for `events` events in total.
    void reserve(std::size_t events);
    /// Divides all times so far, for a reader that finds that numbers taken for seconds are in ms (1,000), us or ns.
    void divide_times(std::int64_t by);

    /// Builds the log. Throws `data_error` if there are no events.
    click_log build(build_report* report = nullptr) &&;

private:
    friend class detail::event_reader;  // which validates its events itself

    /// Adds an event with `values_`. Requires arguments that `check` accepts.
    void keep(const item_id& session, const item_id& item, const event_time* time, const item_id* user);
    static id_kind kind_of(id_type type) { return type == id_type::string ? id_kind::string : id_kind::integer; }

    [[noreturn]] void refuse(const std::string& what) const;
    static const char* has_or_lacks(bool there) { return there ? "has " : "lacks "; }
    void check(const item_id& session, const item_id& item, const std::optional<event_time>& time, const std::optional<item_id>& user,
               std::span<const field_value> columns);
    void check(const item_id& id, id_type type, const char* of) const;
    [[noreturn]] void wrong_shape(bool time, bool user, std::size_t columns) const;
    void keep_time(const event_time& t);
    void keep_user(item_index user);

    builder_options options_;
    detail::session_builder sessions_;
    detail::item_builder items_;
    vocabulary users_;
    std::vector<std::int64_t> time_;
    detail::below_ms below_;
    std::vector<item_index> user_;  ///< one per session
    std::vector<detail::column_builder> columns_;
    std::vector<field_value> values_;  ///< values of the event being added
    std::size_t events_ = 0;
    std::uint64_t user_changes_ = 0;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/log_builder.ipp"
#endif
