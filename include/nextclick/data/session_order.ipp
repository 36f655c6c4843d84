// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/session_order.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void sort_by_time(std::vector<std::uint32_t>& order, const earlier_event& earlier) {
    std::stable_sort(order.begin(), order.end(), earlier);
}

NEXTCLICK_INLINE void session_sorter::sort(std::uint64_t& out_of_order, std::uint64_t& ties) {
    const earlier_event earlier(parts_.time, below_);
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
}

NEXTCLICK_INLINE void session_sorter::sort_session(event_range r, const earlier_event& earlier) {
    order_.resize(r.end - r.begin);
    std::iota(order_.begin(), order_.end(), r.begin);
    sort_by_time(order_, earlier);
    for_each_event_column(parts_, [&](auto& column) { put_in_order(column, r.begin, order_); });
    put_in_order(below_, r.begin, order_);
}

NEXTCLICK_INLINE void order_sessions(log_columns& parts, const below_ms& below) {
    const auto& begin = parts.session_begin;
    const std::size_t sessions = begin.size() - 1;
    std::vector<std::uint32_t> order(sessions);
    std::iota(order.begin(), order.end(), 0u);
    const earlier_event earlier(parts.time, below, begin.data());
    if (std::is_sorted(order.begin(), order.end(), earlier)) return;
    sort_by_time(order, earlier);
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

NEXTCLICK_INLINE void session_runs::add(std::uint32_t session, std::size_t event) {
    if (event >= std::numeric_limits<std::uint32_t>::max() - 1) throw data_error("the log has more than 2^32 - 2 events; read it in parts");
    runs_.push_back({session, static_cast<std::uint32_t>(event)});
}

NEXTCLICK_INLINE void session_runs::gather_into(log_columns& parts, std::size_t sessions) && {
    below_ms none;
    std::move(*this).gather_into(parts, sessions, none);
}

NEXTCLICK_INLINE void session_runs::gather_into(log_columns& parts, std::size_t sessions, below_ms& below) && {
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

NEXTCLICK_INLINE std::vector<event_range> session_runs::by_session(std::size_t sessions) const {
    std::vector<std::uint32_t> slot(sessions + 1);
    for (std::size_t r = 0; r + 1 < runs_.size(); ++r) ++slot[runs_[r].session + 1];
    std::inclusive_scan(slot.begin(), slot.end(), slot.begin());
    std::vector<event_range> ranges(runs_.size() - 1);
    for (std::size_t r = 0; r + 1 < runs_.size(); ++r) ranges[slot[runs_[r].session]++] = {runs_[r].begin, runs_[r + 1].begin};
    return ranges;
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
