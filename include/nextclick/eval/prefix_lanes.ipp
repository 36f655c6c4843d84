// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/prefix_lanes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE void prefix_lanes::click(std::uint32_t event) { session_.push_back(event); }

NEXTCLICK_INLINE void prefix_lanes::ask(item_index target) {
    const std::size_t n = session_.size(), max = longest_ == 0 ? n : std::min(n, longest_);
    if (causal_ && (max == n || kept_ == batch::keep::first)) {  // a row of the lane that starts with the session
        shared_.push_back({static_cast<std::uint32_t>(max - 1), target});
        return;
    }
    close_shared();
    if (asked_of_ != n) {
        const auto end = session_.begin() + static_cast<std::ptrdiff_t>(kept_ == batch::keep::last ? n : max);
        clicks_.insert(clicks_.end(), end - static_cast<std::ptrdiff_t>(max), end);
        begin_.push_back(clicks_.size());
        asked_of_ = n;
    }
    asks_.push_back({lane_count() - 1, static_cast<std::uint32_t>(max - 1), target});
}

NEXTCLICK_INLINE void prefix_lanes::end_session() {
    close_shared();
    session_.clear();
    asked_of_ = 0;
}

NEXTCLICK_INLINE bool prefix_lanes::full() const {
    constexpr std::size_t rows_a_lane = 32;
    return lane_count() >= max_lanes_ || clicks_.size() >= max_lanes_ * rows_a_lane;
}

NEXTCLICK_INLINE void prefix_lanes::clear() {
    asked_of_ = 0;
    clicks_.clear();
    begin_.assign(1, 0);
    asks_.clear();
    questions_.clear();
}

NEXTCLICK_INLINE event_rows prefix_lanes::pack() {
    lanes_.clear();
    for (std::size_t l = 0; l + 1 < begin_.size(); ++l)
        lanes_.push_back(std::span<const std::uint32_t>(clicks_).subspan(begin_[l], begin_[l + 1] - begin_[l]));
    packed_.pack(lanes_);
    lane_of_.resize(lanes_.size());
    for (std::size_t l = 0; l < lanes_.size(); ++l) lane_of_[packed_.sequence_of(l)] = l;
    event_rows rows = packed_.rows();
    asked_.clear(rows.steps.rows());
    for (const ask_at& a : asks_) asked_.mark(packed_.row(lane_of_[a.lane], a.position));
    asked_.number();
    questions_.clear();
    for (const ask_at& a : asks_) questions_.push_back({asked_.query(packed_.row(lane_of_[a.lane], a.position)), a.target});
    rows.steps.query_rows = asked_.rows();
    return rows;
}

NEXTCLICK_INLINE void prefix_lanes::close_shared() {
    if (shared_.empty()) return;
    clicks_.insert(clicks_.end(), session_.begin(), session_.begin() + shared_.back().position + 1);
    begin_.push_back(clicks_.size());
    for (const shared_ask& a : shared_) asks_.push_back({lane_count() - 1, a.position, a.target});
    shared_.clear();
}

}  // namespace eval::detail

NEXTCLICK_END_NAMESPACE
