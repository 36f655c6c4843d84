// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/rows/reversal.hpp"

NEXTCLICK_BEGIN_NAMESPACE

NEXTCLICK_INLINE std::span<const std::uint32_t> lane_reversal(const packed_steps& steps, std::span<std::uint32_t> to) {
    assert(to.size() == steps.rows());
    std::size_t length = steps.count();  // of the lane; lanes are ordered by decreasing length
    for (std::size_t lane = 0; lane < steps.lanes(); ++lane) {
        while (steps.lanes(length - 1) <= lane) --length;
        for (std::size_t t = 0; t < length; ++t) to[steps.first(t) + lane] = static_cast<std::uint32_t>(steps.first(length - 1 - t) + lane);
    }
    return to;
}

NEXTCLICK_INLINE packed_steps reversed_steps(workspace& memory, packed_steps steps, std::span<const std::uint32_t> reversal) {
    if (steps.item.empty()) return steps;
    const auto items = memory.take_span<item_index>(steps.item.size());
    for (std::size_t r = 0; r < items.size(); ++r) items[r] = steps.item[reversal[r]];
    steps.item = items;
    return steps;
}

NEXTCLICK_END_NAMESPACE
