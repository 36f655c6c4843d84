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

/// Calls f with a comparison of two events by time, including nanoseconds if there are any.
template <class F>
void by_time(const log_columns& parts, const below_ms& below, F&& f) {
    const std::int64_t* const t = parts.time.data();
    const std::uint32_t* const ns = below.data();
    if (below.empty())
        f([t](std::uint32_t a, std::uint32_t b) { return t[a] < t[b]; });
    else
        f([t, ns](std::uint32_t a, std::uint32_t b) { return t[a] != t[b] ? t[a] < t[b] : ns[a] < ns[b]; });
}

/// Sorts the events of each session by time (stable); counts events out of order and ties.
class session_sorter {
public:
    explicit session_sorter(log_columns& parts) : parts_(parts), below_(none_) {}
    session_sorter(log_columns& parts, below_ms& below) : parts_(parts), below_(below) {}

    void sort(std::uint64_t& out_of_order, std::uint64_t& ties);

private:
    template <class Earlier>
    void sort_session(event_range r, const Earlier& earlier) {
        order_.resize(r.end - r.begin);
        std::iota(order_.begin(), order_.end(), r.begin);
        std::stable_sort(order_.begin(), order_.end(), earlier);
        for_each_event_column(parts_, [&](auto& column) { put_in_order(column, r.begin, order_); });
        put_in_order(below_, r.begin, order_);
    }
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
