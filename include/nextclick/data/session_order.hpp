// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/column_values.hpp"

/// Sorting of events in any order into a click log: events are grouped by session and ordered by time, sessions by their start.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Calls f on each column of events.
template <class F>
void for_each_event_column(log_columns& parts, F&& f) {
    f(parts.item);
    f(parts.time);
    for (event_column& c : parts.extra) c.edit(f);
}

/// The nanoseconds of events below the millisecond; empty if all are 0.
using below_ms = std::vector<std::uint32_t>;

/// Compares two events by time.
struct earlier_event {
    const std::int64_t* ms;
    const std::uint32_t* ns = nullptr;     ///< nanoseconds below the millisecond; null: none
    const std::uint32_t* event = nullptr;  ///< (sessions) compares sessions by this event of each; null: compares events

    earlier_event(std::span<const std::int64_t> times, const below_ms& below, const std::uint32_t* of = nullptr)
        : ms(times.data()), ns(below.empty() ? nullptr : below.data()), event(of) {}
    bool operator()(std::uint32_t a, std::uint32_t b) const {
        if (event != nullptr) a = event[a], b = event[b];
        return ms[a] != ms[b] ? ms[a] < ms[b] : ns != nullptr && ns[a] < ns[b];
    }
};
/// Sorts events or sessions by time (stable).
void sort_by_time(std::vector<std::uint32_t>& order, const earlier_event& earlier);

/// Sorts the events of each session by time (stable); counts events out of order and ties.
class session_sorter {
public:
    explicit session_sorter(log_columns& parts) : parts_(parts), below_(none_) {}
    session_sorter(log_columns& parts, below_ms& below) : parts_(parts), below_(below) {}

    void sort(std::uint64_t& out_of_order, std::uint64_t& ties);

private:
    void sort_session(event_range r, const earlier_event& earlier);
    log_columns& parts_;
    below_ms none_;
    below_ms& below_;
    std::vector<std::uint32_t> order_;
};

/// Sorts sessions by their start (stable); does nothing if they are sorted. `below` is not changed.
void order_sessions(log_columns& parts, const below_ms& below = {});

/// Accepts events in the order of a file, in which the rows of a session need not be contiguous.
/// memory  the columns, and 8 bytes for each run of rows of one session
class session_runs {
public:
    /// Adds the next event, with index `event`, to this session (numbered by first appearance).
    void add(std::uint32_t session, std::size_t event);
    std::uint64_t interleaved(std::size_t sessions) const { return runs_.size() - sessions; }

    /// Groups the events in `parts` by session, in order of first appearance, and sets session_begin.
    void gather_into(log_columns& parts, std::size_t sessions) &&;
    void gather_into(log_columns& parts, std::size_t sessions, below_ms& below) &&;

private:
    struct run {
        std::uint32_t session, begin;
    };
    std::vector<event_range> by_session(std::size_t sessions) const;
    std::vector<run> runs_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/session_order.ipp"
#endif
