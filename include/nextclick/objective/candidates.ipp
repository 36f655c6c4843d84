// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/objective/candidates.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace objective::detail {

NEXTCLICK_INLINE candidate_order order_candidates(std::span<const item_index> position, workspace& memory) {
    auto of_entry = memory.take_span<std::uint32_t>(position.size());
    auto repeated = memory.take_span<std::uint32_t>(position.size());
    std::size_t distinct = 0, repeats = 0;
    for (std::size_t j = 0; j < position.size(); ++j) {
        if (position[j] == distinct)
            of_entry[j] = static_cast<std::uint32_t>(distinct++);
        else
            repeated[repeats++] = position[j];
    }
    for (std::size_t j = 0, next = 0, k = distinct; j < position.size(); ++j) {
        if (position[j] == next)
            ++next;
        else
            of_entry[j] = static_cast<std::uint32_t>(k++);
    }
    return {distinct, repeated.first(repeats), of_entry};
}

}  // namespace objective::detail

NEXTCLICK_END_NAMESPACE
