// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/packer.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

NEXTCLICK_INLINE void packer::pack(std::span<const std::span<const item_index>> sequences) {
    pack_items(sequences);
    event_.clear();
}

NEXTCLICK_INLINE void packer::pack(std::span<const std::span<const item_index>> sequences, std::span<const std::uint32_t> first_event) {
    pack_items(sequences);
    note([&](std::uint32_t s, std::size_t t) { return first_event[s] + static_cast<std::uint32_t>(t); });
}

NEXTCLICK_INLINE void packer::pack(std::span<const std::span<const item_index>> sequences,
                                   std::span<const std::span<const std::uint32_t>> events) {
    pack_items(sequences);
    note([&](std::uint32_t s, std::size_t t) { return events[s][t]; });
}

NEXTCLICK_INLINE void packer::pack_items(std::span<const std::span<const item_index>> sequences) {
    lane_.resize(sequences.size());
    std::iota(lane_.begin(), lane_.end(), 0u);
    std::sort(lane_.begin(), lane_.end(), [&](std::uint32_t a, std::uint32_t b) {  // stable_sort would allocate
        const std::size_t n = sequences[a].size(), m = sequences[b].size();
        return n != m ? n > m : a < b;
    });
    item_.clear();
    begin_.assign(1, 0);
    std::size_t active = lane_.size();
    for (std::size_t t = 0;; ++t) {
        while (active > 0 && sequences[lane_[active - 1]].size() <= t) --active;
        if (active == 0) break;
        for (std::size_t l = 0; l < active; ++l) item_.push_back(sequences[lane_[l]][t]);
        begin_.push_back(static_cast<std::uint32_t>(item_.size()));
    }
}

}  // namespace batch

NEXTCLICK_END_NAMESPACE
