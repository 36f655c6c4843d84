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
    void click(std::uint32_t event);
    std::size_t clicks() const { return session_.size(); }

    /// What follows the clicks so far.   requires  at least one click
    void ask(item_index target);
    void end_session();
    /// Whether the lanes should be packed now. Long ones make smaller chunks.
    bool full() const;
    bool empty() const { return asks_.empty(); }
    /// Forgets the lanes, not the session that goes on.
    void clear();

    /// The lanes, packed: `item` holds numbers of clicks. `questions` point into its queries and stand in the order in which
    /// they were asked.
    event_rows pack();
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
    void close_shared();

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

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/prefix_lanes.ipp"
#endif
