// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/error.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/rows/lane_order.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// The nodes of session graphs: one node for each distinct item of a lane. Nodes of a lane are consecutive and ordered by first
/// occurrence, so the nodes of a prefix are the first nodes of its lane. Throws `argument_error` if the batch has no items
/// (`packed_steps::item`).
/// memory    5 numbers a row, from the workspace.   cost  n log n for a lane of n rows
struct lane_nodes {
    std::span<const std::uint32_t> of_row;   ///< (rows) the node of each packed row
    std::span<const std::uint32_t> begin;    ///< (lanes + 1) nodes of lane l are [begin[l], begin[l + 1])
    std::span<const std::uint32_t> visible;  ///< (rows) number of nodes of the lane up to this row
    std::span<const item_index> item;        ///< (nodes)

    std::size_t count() const { return item.size(); }

    lane_nodes(workspace& memory, const packed_steps& steps);
};

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/rows/nodes.ipp"
#endif
