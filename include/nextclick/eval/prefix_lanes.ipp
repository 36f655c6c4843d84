// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/prefix_lanes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE void prefix_lanes::click(std::uint32_t event) { session_.push_back(event); }

NEXTCLICK_INLINE void prefix_lanes::add_query(item_index target) {
    const std::size_t n = session_.size(), max = max_length_ == 0 ? n : std::min(n, max_length_);
    if (causal_ && (max == n || kept_ == batch::keep::first)) {  // a row of the session's shared lane
        shared_.push_back({static_cast<std::uint32_t>(max - 1), target});
        return;
    }
    end_shared_lane();
    if (queried_length_ != n) {
        const auto end = session_.begin() + static_cast<std::ptrdiff_t>(kept_ == batch::keep::last ? n : max);
        clicks_.insert(clicks_.end(), end - static_cast<std::ptrdiff_t>(max), end);
        begin_.push_back(clicks_.size());
        queried_length_ = n;
    }
    lane_queries_.push_back({lane_count() - 1, static_cast<std::uint32_t>(max - 1), target});
}

NEXTCLICK_INLINE void prefix_lanes::end_session() {
    end_shared_lane();
    session_.clear();
    queried_length_ = 0;
}

NEXTCLICK_INLINE bool prefix_lanes::full() const {
    constexpr std::size_t rows_a_lane = 32;
    return lane_count() >= max_lanes_ || clicks_.size() >= max_lanes_ * rows_a_lane;
}

NEXTCLICK_INLINE void prefix_lanes::clear() {
    queried_length_ = 0;
    clicks_.clear();
    begin_.assign(1, 0);
    lane_queries_.clear();
    query_targets_.clear();
}

NEXTCLICK_INLINE event_rows prefix_lanes::pack() {
    lanes_.clear();
    for (std::size_t l = 0; l + 1 < begin_.size(); ++l)
        lanes_.push_back(std::span<const std::uint32_t>(clicks_).subspan(begin_[l], begin_[l + 1] - begin_[l]));
    packed_.pack(lanes_);
    lane_of_.resize(lanes_.size());
    for (std::size_t l = 0; l < lanes_.size(); ++l) lane_of_[packed_.sequence_of(l)] = l;
    event_rows rows = packed_.rows();
    query_rows_.clear(rows.steps.rows());
    for (const lane_query& a : lane_queries_) query_rows_.mark(packed_.row(lane_of_[a.lane], a.position));
    query_rows_.number();
    query_targets_.clear();
    for (const lane_query& a : lane_queries_)
        query_targets_.push_back({query_rows_.query(packed_.row(lane_of_[a.lane], a.position)), a.target});
    rows.steps.query_rows = query_rows_.rows();
    return rows;
}

NEXTCLICK_INLINE void prefix_lanes::end_shared_lane() {
    if (shared_.empty()) return;
    clicks_.insert(clicks_.end(), session_.begin(), session_.begin() + shared_.back().position + 1);
    begin_.push_back(clicks_.size());
    for (const shared_query& a : shared_) lane_queries_.push_back({lane_count() - 1, a.position, a.target});
    shared_.clear();
}

}  // namespace eval::detail

NEXTCLICK_END_NAMESPACE
