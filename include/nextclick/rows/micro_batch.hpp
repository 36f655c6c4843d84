// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/workspace.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
template <class T>
std::span<const T> picked(workspace& memory, std::span<const T> from, std::span<const std::uint32_t> which) {
    if (from.empty()) return {};
    const auto to = memory.take_span<T>(which.size());
    for (std::size_t i = 0; i < to.size(); ++i) to[i] = from[which[i]];
    return to;
}

/// The values of the given rows of a column.
column_rows picked(workspace& memory, const column_rows& from, std::span<const std::uint32_t> rows);
}  // namespace detail

/// A micro-batch: some lanes of a batch, as a batch with the indices of its rows, queries and lanes in the whole batch.
struct micro_batch {
    event_rows rows{};
    bool has_queries = true;  ///< false: it has no queries, but the whole batch has some; then `rows.steps.query_rows` is empty
    std::span<const std::uint32_t> lanes{};  ///< (its lanes) index of each lane in the whole batch, ascending
};

/// Extracts the lanes `which` of a batch, ascending.
/// requires  at least one lane.   memory  that of the micro-batch, from the workspace
micro_batch take_micro_batch(workspace& memory, const event_rows& whole, std::span<const std::uint32_t> which);

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/rows/micro_batch.ipp"
#endif
