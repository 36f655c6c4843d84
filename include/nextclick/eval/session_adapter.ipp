// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/session_adapter.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE bool rank_among(std::span<const float> scores, item_index target, target_rank& place) {
    const float own = scores[target];
    if (!(own > hybrid::unranked)) return false;
    std::size_t higher = 0, same = 0;
    for (const float x : scores) {
        higher += x > own ? 1 : 0;
        same += x == own ? 1 : 0;
    }
    place = {higher, same - 1};
    return true;
}

}  // namespace eval::detail

NEXTCLICK_END_NAMESPACE
