// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstdint>
#include <span>

#include "nextclick/core/workspace.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// For every row, the row that stands in its place when each lane is read from its end: event t of a lane of n events
/// and event n-1-t. Lanes keep their lengths, so the steps are the same, and reversing twice changes nothing.
/// shapes    to (rows), filled and returned
inline std::span<const std::uint32_t> lane_reversal(const packed_steps& steps, std::span<std::uint32_t> to) {
    assert(to.size() == steps.rows());
    std::size_t length = steps.count();  // of the lane; lanes stand in order of decreasing length
    for (std::size_t lane = 0; lane < steps.lanes(); ++lane) {
        while (steps.lanes(length - 1) <= lane) --length;
        for (std::size_t t = 0; t < length; ++t) to[steps.first(t) + lane] = static_cast<std::uint32_t>(steps.first(length - 1 - t) + lane);
    }
    return to;
}

/// The steps of lanes that are read from their ends: the same, but for the items. Numbers in the whole batch are those of the places,
/// so that random draws go by the place in the order of reading.
inline packed_steps reversed_steps(workspace& memory, packed_steps steps, std::span<const std::uint32_t> reversal) {
    if (steps.item.empty()) return steps;
    const auto items = memory.take_span<item_index>(steps.item.size());
    for (std::size_t r = 0; r < items.size(); ++r) items[r] = steps.item[reversal[r]];
    steps.item = items;
    return steps;
}

NEXTCLICK_END_NAMESPACE
