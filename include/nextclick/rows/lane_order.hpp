// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// The rows and queries of a batch in lane-major order, by time within a lane, for attention.
struct lane_order {
    std::span<const std::uint32_t> row_begin;    ///< (lanes + 1) rows of lane l are [row_begin[l], row_begin[l + 1])
    std::span<const std::uint32_t> query_begin;  ///< (lanes + 1) the same for queries
    std::span<const std::uint32_t> row;          ///< (rows) index of the packed row
    std::span<const std::uint32_t> query;        ///< (queries) index of the packed query
    std::span<const std::uint32_t> visible;      ///< (queries) number of rows of the lane up to the query's own
    std::size_t pairs = 0;                       ///< sum of `visible`

    std::size_t lanes() const { return row_begin.size() - 1; }
    std::size_t rows(std::size_t lane) const { return row_begin[lane + 1] - row_begin[lane]; }
    std::size_t queries(std::size_t lane) const { return query_begin[lane + 1] - query_begin[lane]; }

    /// memory    3 numbers a row and 2 a lane, from the workspace
    lane_order(workspace& memory, const packed_steps& steps);

private:
    /// A counting sort by lanes; within a lane the queries are already ordered by time.
    void order_queries(workspace& memory, const packed_steps& steps, std::span<std::uint32_t> visible_counts);
};

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/rows/lane_order.ipp"
#endif
