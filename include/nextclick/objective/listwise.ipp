// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/objective/listwise.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace objective::detail {

NEXTCLICK_INLINE std::span<const std::uint32_t> next_queries(workspace& memory, const packed_steps& steps) {
    const auto next = memory.take_span<std::uint32_t>(steps.queries()), last = memory.take_span<std::uint32_t>(steps.lanes());
    std::fill(next.begin(), next.end(), no_item);
    std::fill(last.begin(), last.end(), no_item);
    for (std::uint32_t i = 0, t = 0; i < next.size(); ++i) {
        const std::size_t row = steps.row_of_query(i);
        while (row >= steps.begin[t + 1]) ++t;
        std::uint32_t& before = last[row - steps.begin[t]];
        if (before != no_item) next[before] = i;
        before = i;
    }
    return next;
}

}  // namespace objective::detail

NEXTCLICK_END_NAMESPACE
