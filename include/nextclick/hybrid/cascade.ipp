// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/hybrid/cascade.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid {

NEXTCLICK_INLINE void pass_first::apply(std::span<const float> by, std::span<float> to) const {
    thread_local simd::top_k_heap<float> heap{0};
    heap.reset(std::min(items, by.size()));
    heap.offer_block(by, 0);
    const float least = heap.size() < items ? unranked : heap.threshold();
    std::size_t equal = heap.size();  // remaining places for items of exactly the least score, filled by item number
    for (const float x : by) equal -= x > least && equal > 0 ? 1 : 0;
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (by[i] > least) continue;
        if (by[i] == least && by[i] != unranked && equal > 0)
            --equal;
        else
            to[i] = unranked;
    }
}

NEXTCLICK_INLINE void pass_above::apply(std::span<const float> by, std::span<float> to) const {
    for (std::size_t i = 0; i < to.size(); ++i)
        if (!(by[i] >= min_score)) to[i] = unranked;
}

}  // namespace hybrid

NEXTCLICK_END_NAMESPACE
