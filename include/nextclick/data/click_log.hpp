// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/data/vocabulary.hpp"

/// The click log in memory.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The columns of a click log. Readers, filters, splits and simulators modify them and pass them to `click_log`, which checks them.
/// All columns of events have the same length.
struct log_columns {
    std::shared_ptr<const vocabulary> items = std::make_shared<const vocabulary>();
    std::vector<item_index> item;                 ///< item of each event; `no_item`: not in the vocabulary
    std::vector<std::int64_t> time;               ///< ms since the epoch; empty if the log has no times
    std::vector<std::uint32_t> session_begin{0};  ///< first event of each session, and the number of events
    id_column session_ids;                        ///< one per session; empty if sessions have no ids
    std::shared_ptr<const vocabulary> users;      ///< null if the log has no users
    std::vector<item_index> user;                 ///< one per session; empty if the log has no users
    std::vector<event_column> extra;
};

/// Columns of events: the events of a session are contiguous and ordered by time, and sessions are ordered by their start.
/// memory  4 bytes an event for the item, 8 for the time, 4 a session and 8 for its integer id: at most 24 bytes an event (and 4
///         once) if every session has one event. A user adds 4 bytes a session, each further column 4 an event. Vocabularies are
///         extra, and shared between the logs of a split. At most 2^32 - 1 events.
class click_log {
public:
    click_log() = default;
    /// Throws `data_error` if the columns are inconsistent.
    explicit click_log(log_columns parts);

    std::size_t session_count() const { return parts_.session_begin.size() - 1; }
    std::size_t event_count() const { return parts_.item.size(); }
    const vocabulary& items() const { return *parts_.items; }
    const std::shared_ptr<const vocabulary>& shared_items() const { return parts_.items; }

    std::span<const item_index> items_of(std::size_t session) const { return of(item_column(), session); }
    std::span<const item_index> item_column() const { return parts_.item; }
    std::span<const std::uint32_t> session_begin() const { return parts_.session_begin; }

    bool has_times() const { return !parts_.time.empty() || event_count() == 0; }
    std::span<const std::int64_t> time_column() const { return parts_.time; }  ///< ms; empty if the log has none
    std::span<const std::int64_t> times_of(std::size_t session) const { return of(time_column(), session); }

    /// The id of a session; its index if sessions have no ids.
    item_id session_id(std::size_t session) const;
    const id_column& session_ids() const { return parts_.session_ids; }

    bool has_users() const { return parts_.users != nullptr; }
    /// Throws `data_error` if the log has no users.
    const vocabulary& users() const;
    std::span<const item_index> user_column() const { return parts_.user; }  ///< one per session, an index into `users()`
    item_id user_id(std::size_t session) const { return users()[parts_.user[session]]; }

    std::span<const event_column> columns() const { return parts_.extra; }
    const event_column* find_column(std::string_view name) const;
    /// Throws `data_error` that lists the existing names.
    const event_column& column(std::string_view name) const;

    /// Events per item.
    std::vector<std::uint32_t> item_support() const;

    /// Bytes allocated, without vocabularies.
    std::size_t memory_bytes() const;

    /// Moves the columns out; the log is empty afterwards.
    log_columns release() && { return std::exchange(parts_, log_columns{}); }
    const log_columns& parts() const { return parts_; }

private:
    template <class T>
    std::span<const T> of(std::span<const T> column, std::size_t session) const {
        if (column.empty()) return column;
        const auto begin = parts_.session_begin[session];
        return column.subspan(begin, parts_.session_begin[session + 1] - begin);
    }
    static void require(bool yes, const char* what);
    /// A single exit, so that the compiler vectorises the loop.
    static void require_inside(std::span<const item_index> numbers, std::size_t size, const char* what);
    void check() const;
    void check(const event_column& c) const;
    void check_session(std::size_t s) const;

    log_columns parts_;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/click_log.ipp"
#endif
