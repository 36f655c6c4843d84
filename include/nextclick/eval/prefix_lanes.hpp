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

/// The prefixes of sessions as lanes, a bounded number at a time. Prefixes that a causal model encodes in one pass share a lane
/// with many queries: those that start with the session. Every other prefix is a separate lane with a query at its end. Lanes
/// contain event indices of the log.
class prefix_lanes {
public:
    struct query_target {
        std::uint32_t query;  ///< row of the query matrix
        item_index target;
    };

    prefix_lanes(bool causal, std::size_t max_length, batch::keep kept, std::size_t max_lanes)
        : causal_(causal), max_length_(max_length), kept_(kept), max_lanes_(max_lanes) {}

    /// Appends a click to the session.
    void click(std::uint32_t event);
    std::size_t clicks() const { return session_.size(); }

    /// Adds a query after the clicks so far.   requires  at least one click
    void add_query(item_index target);
    void end_session();
    /// Whether the lanes should be packed now; chunks of long lanes are smaller.
    bool full() const;
    bool empty() const { return lane_queries_.empty(); }
    /// Removes the lanes but keeps the current session.
    void clear();

    /// Packs the lanes: `item` contains event indices. `query_targets` refer to its queries, in the order of the calls of add_query().
    event_rows pack();
    std::span<const query_target> query_targets() const { return query_targets_; }

private:
    struct lane_query {
        std::uint32_t lane, position;
        item_index target;
    };
    struct shared_query {
        std::uint32_t position;
        item_index target;
    };

    std::uint32_t lane_count() const { return static_cast<std::uint32_t>(begin_.size() - 1); }

    /// Ends the shared lane of the session after its last query.
    void end_shared_lane();

    bool causal_;
    std::size_t max_length_;
    batch::keep kept_;
    std::size_t max_lanes_;
    std::vector<std::uint32_t> session_, clicks_;
    std::vector<shared_query> shared_;
    std::size_t queried_length_ = 0;
    std::vector<std::size_t> begin_{0}, lane_of_;
    std::vector<lane_query> lane_queries_;
    std::vector<std::span<const std::uint32_t>> lanes_;
    batch::packer packed_;
    query_rows query_rows_;
    std::vector<query_target> query_targets_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/prefix_lanes.ipp"
#endif
