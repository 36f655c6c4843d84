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
    explicit log_builder(builder_options options = {});

    /// An event. Ids are integers or text ("7" is 7), which need not outlive the call; values are those of
    /// `builder_options::columns`, in that order.
    /// errors  `data_error` that says what is wrong: an id that is empty, or no integer where those were asked for; a value
    ///         that is not a number. `argument_error` if time, user or values are there that were not announced, or the other
    ///         way round. The log is then as before.
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
    /// Makes room for so many events in all.
    void reserve(std::size_t events);
    /// Divides all times so far: for who learns late that numbers taken for seconds are in ms (1,000), us or ns.
    void divide_times(std::int64_t by);

    /// The log. Throws `data_error` without an event.
    click_log build(build_report* report = nullptr) &&;

private:
    friend class detail::event_reader;  // which has checked what it adds

    /// Adds an event of these and `values_`, all of them as `check` wants them.
    void keep(const item_id& session, const item_id& item, const event_time* time, const item_id* user);
    static id_kind kind_of(id_type type) { return type == id_type::string ? id_kind::string : id_kind::integer; }

    [[noreturn]] void refuse(const std::string& what) const;
    static const char* said(bool there) { return there ? "has " : "lacks "; }
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
    std::vector<item_index> user_;  ///< one a session
    std::vector<detail::column_builder> columns_;
    std::vector<field_value> values_;  ///< of the event that is added
    std::size_t events_ = 0;
    std::uint64_t user_changes_ = 0;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/log_builder.ipp"
#endif
