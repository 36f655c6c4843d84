// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/workspace.hpp"

NEXTCLICK_BEGIN_NAMESPACE

NEXTCLICK_INLINE void workspace::make_children(std::size_t n) {
    if (children_.size() < n) children_.resize(n);
}

NEXTCLICK_INLINE void workspace::reset() {
    if (blocks_.size() > 1) {
        std::size_t total = 0;
        for (const auto& b : blocks_) total += b.size();
        blocks_.clear();
        blocks_.emplace_back(total);
    }
    used_ = 0;
    for (workspace& w : children_) w.reset();
}

NEXTCLICK_INLINE std::size_t workspace::capacity() const {
    std::size_t total = 0;
    for (const workspace& w : children_) total += w.capacity();
    for (const auto& b : blocks_) total += b.size();
    return total;
}

NEXTCLICK_INLINE void workspace::grow(std::size_t bytes) {
    constexpr std::size_t least = 4096, max = 1 << 20;  // limits the unused memory beside one large array
    blocks_.emplace_back(std::max(bytes, blocks_.empty() ? least : std::min(max, blocks_.back().size() * 2)));
    used_ = 0;
}

NEXTCLICK_END_NAMESPACE
