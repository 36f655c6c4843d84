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

/// From events in any order to a click log: sessions gathered, ordered by time, and put in order of their start.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Calls f on each column of events.
template <class F>
void for_each_event_column(log_columns& parts, F&& f) {
    f(parts.item);
    f(parts.time);
    for (event_column& c : parts.extra) c.edit(f);
}

/// What lies below the milliseconds of events, in ns; empty where no event has any.
using below_ms = std::vector<std::uint32_t>;

/// Calls f with the comparison of two events by time, to the nanosecond where there is such.
template <class F>
void by_time(const log_columns& parts, const below_ms& below, F&& f) {
    const std::int64_t* const t = parts.time.data();
    const std::uint32_t* const ns = below.data();
    if (below.empty())
        f([t](std::uint32_t a, std::uint32_t b) { return t[a] < t[b]; });
    else
        f([t, ns](std::uint32_t a, std::uint32_t b) { return t[a] != t[b] ? t[a] < t[b] : ns[a] < ns[b]; });
}

/// Sorts the events of each session by time, stable; counts what was out of order and what is tied.
class session_sorter {
public:
    explicit session_sorter(log_columns& parts) : parts_(parts), below_(none_) {}
    session_sorter(log_columns& parts, below_ms& below) : parts_(parts), below_(below) {}

    void sort(std::uint64_t& out_of_order, std::uint64_t& ties) {
        by_time(parts_, below_, [&](const auto& earlier) {
            const auto& begin = parts_.session_begin;
            for (std::size_t s = 0; s + 1 < begin.size(); ++s) {
                const std::uint64_t before = out_of_order;
                std::uint64_t not_later = 0;
                for (std::uint32_t i = begin[s] + 1; i < begin[s + 1]; ++i) {
                    out_of_order += earlier(i, i - 1) ? 1 : 0;
                    not_later += earlier(i - 1, i) ? 0 : 1;
                }
                if (out_of_order > before) {
                    sort_session({begin[s], begin[s + 1]}, earlier);
                    not_later = 0;
                    for (std::uint32_t i = begin[s] + 1; i < begin[s + 1]; ++i) not_later += earlier(i - 1, i) ? 0 : 1;
                }
                ties += not_later;
            }
        });
    }

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

/// Puts sessions in order of their start, stable; does nothing if they are. `below` is read only.
inline void order_sessions(log_columns& parts, const below_ms& below = {}) {
    const auto& begin = parts.session_begin;
    const std::size_t sessions = begin.size() - 1;
    std::vector<std::uint32_t> order(sessions);
    std::iota(order.begin(), order.end(), 0u);
    bool sorted = false;
    by_time(parts, below, [&](const auto& before) {
        const auto earlier = [&](std::uint32_t a, std::uint32_t b) { return before(begin[a], begin[b]); };
        sorted = std::is_sorted(order.begin(), order.end(), earlier);
        if (!sorted) std::stable_sort(order.begin(), order.end(), earlier);
    });
    if (sorted) return;
    std::vector<event_range> ranges;
    ranges.reserve(sessions);
    for (const std::uint32_t s : order) ranges.push_back({begin[s], begin[s + 1]});
    for_each_event_column(parts, [&](auto& column) { column = gathered(column, ranges); });
    if (!parts.session_ids.empty()) parts.session_ids = gather(parts.session_ids, order);
    if (!parts.user.empty()) {
        std::vector<item_index> user;
        user.reserve(sessions);
        for (const std::uint32_t s : order) user.push_back(parts.user[s]);
        parts.user = std::move(user);
    }
    std::vector<std::uint32_t> to{0};
    to.reserve(begin.size());
    for (const event_range r : ranges) to.push_back(to.back() + (r.end - r.begin));
    parts.session_begin = std::move(to);
}

/// Takes events in the order of a file, where the rows of a session need not stand together.
/// memory  the columns, and 8 bytes for each run of rows of one session
class session_runs {
public:
    /// The next event, number `event`, is one of this session (numbered by first appearance).
    void add(std::uint32_t session, std::size_t event) {
        if (event >= std::numeric_limits<std::uint32_t>::max() - 1)
            throw data_error("the log has more than 2^32 - 2 events; read it in parts");
        runs_.push_back({session, static_cast<std::uint32_t>(event)});
    }
    std::uint64_t interleaved(std::size_t sessions) const { return runs_.size() - sessions; }

    /// Gathers the sessions in `parts`, in order of first appearance, and sets session_begin.
    void gather_into(log_columns& parts, std::size_t sessions) && {
        below_ms none;
        std::move(*this).gather_into(parts, sessions, none);
    }
    void gather_into(log_columns& parts, std::size_t sessions, below_ms& below) && {
        const auto events = static_cast<std::uint32_t>(parts.item.size());
        runs_.push_back({0, events});
        parts.session_begin.assign(sessions + 1, 0);
        for (std::size_t r = 0; r + 1 < runs_.size(); ++r) parts.session_begin[runs_[r].session + 1] += runs_[r + 1].begin - runs_[r].begin;
        std::inclusive_scan(parts.session_begin.begin(), parts.session_begin.end(), parts.session_begin.begin());
        if (runs_.size() == sessions + 1) return;
        const std::vector<event_range> ranges = by_session(sessions);
        for_each_event_column(parts, [&](auto& column) { column = gathered(column, ranges); });
        below = gathered(below, ranges);
    }

private:
    struct run {
        std::uint32_t session, begin;
    };
    std::vector<event_range> by_session(std::size_t sessions) const {
        std::vector<std::uint32_t> slot(sessions + 1);
        for (std::size_t r = 0; r + 1 < runs_.size(); ++r) ++slot[runs_[r].session + 1];
        std::inclusive_scan(slot.begin(), slot.end(), slot.begin());
        std::vector<event_range> ranges(runs_.size() - 1);
        for (std::size_t r = 0; r + 1 < runs_.size(); ++r) ranges[slot[runs_[r].session]++] = {runs_[r].begin, runs_[r + 1].begin};
        return ranges;
    }
    std::vector<run> runs_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE
