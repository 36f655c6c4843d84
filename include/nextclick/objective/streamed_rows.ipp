// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/objective/streamed_rows.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

NEXTCLICK_INLINE stream_plan stream_plan::of(std::size_t catalogue, std::size_t queries, std::size_t width, std::size_t scalar_bytes) {
    constexpr std::size_t block_bytes = 256 << 10, max_kept = 96 << 20, least_kept = 10 << 20, partial_bytes = 16 << 20;
    constexpr std::size_t max_chunks = 16, quantum = 24;  // whole register tiles of rows
    const std::size_t per_item = std::max<std::size_t>(1, queries * scalar_bytes);
    // A small catalogue stores a large part of its scores, because computing them again costs more than memory traffic; a large one stores
    // what fits in a cache.
    const std::size_t kept_bytes = catalogue / 4 <= max_kept / per_item ? max_kept : least_kept;
    stream_plan p;
    p.items = std::clamp(block_bytes / per_item / quantum * quantum, quantum, 21 * quantum);
    const std::size_t all = (catalogue + p.items - 1) / p.items;
    const std::size_t affordable = partial_bytes / (per_item * std::max<std::size_t>(1, width));
    const std::size_t chunks = std::clamp<std::size_t>(std::min(affordable, all), 1, max_chunks);
    p.blocks = (all + chunks - 1) / chunks;
    p.kept = std::min(p.blocks, kept_bytes / (per_item * p.items * p.chunks(catalogue)));
    return p;
}

}  // namespace objective

NEXTCLICK_END_NAMESPACE
