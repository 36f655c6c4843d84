// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/eval/query_rows.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// The prefixes of sessions as lanes, a bounded number at a time. What a causal model can encode in one pass is one
/// lane, asked at many of its rows: all prefixes, or those that no cut has touched at their start. Every other prefix
/// is a lane of its own, asked at its end. Lanes are made of the clicks' numbers in the log.
class prefix_lanes {
public:
    struct question {
        std::uint32_t query;  ///< row of the queries
        item_index target;
    };

    prefix_lanes(bool causal, std::size_t longest, batch::keep kept, std::size_t max_lanes)
        : causal_(causal), longest_(longest), kept_(kept), max_lanes_(max_lanes) {}

    /// The next click of the session.
    void click(std::uint32_t event) { session_.push_back(event); }
    std::size_t clicks() const { return session_.size(); }

    /// What follows the clicks so far.   requires  at least one click
    void ask(item_index target) {
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
    void end_session() {
        close_shared();
        session_.clear();
        asked_of_ = 0;
    }
    /// Whether the lanes should be packed now. Long ones make smaller chunks.
    bool full() const {
        constexpr std::size_t rows_a_lane = 32;
        return lane_count() >= max_lanes_ || clicks_.size() >= max_lanes_ * rows_a_lane;
    }
    bool empty() const { return asks_.empty(); }
    /// Forgets the lanes, not the session that goes on.
    void clear() {
        asked_of_ = 0;
        clicks_.clear();
        begin_.assign(1, 0);
        asks_.clear();
        questions_.clear();
    }

    /// The lanes, packed: `item` holds numbers of clicks. `questions` point into its queries and stand in the order in which
    /// they were asked.
    event_rows pack() {
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
    std::span<const question> questions() const { return questions_; }

private:
    struct ask_at {
        std::uint32_t lane, position;
        item_index target;
    };
    struct shared_ask {
        std::uint32_t position;
        item_index target;
    };

    std::uint32_t lane_count() const { return static_cast<std::uint32_t>(begin_.size() - 1); }

    /// The lane that starts with the session, once it is known how far its rows are asked.
    void close_shared() {
        if (shared_.empty()) return;
        clicks_.insert(clicks_.end(), session_.begin(), session_.begin() + shared_.back().position + 1);
        begin_.push_back(clicks_.size());
        for (const shared_ask& a : shared_) asks_.push_back({lane_count() - 1, a.position, a.target});
        shared_.clear();
    }

    bool causal_;
    std::size_t longest_;
    batch::keep kept_;
    std::size_t max_lanes_;
    std::vector<std::uint32_t> session_, clicks_;
    std::vector<shared_ask> shared_;
    std::size_t asked_of_ = 0;
    std::vector<std::size_t> begin_{0}, lane_of_;
    std::vector<ask_at> asks_;
    std::vector<std::span<const std::uint32_t>> lanes_;
    batch::packer packed_;
    query_rows asked_;
    std::vector<question> questions_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
