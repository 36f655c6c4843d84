// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>

#include "nextclick/core/parallel.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/model/checks.hpp"
#include "nextclick/simd/vector.hpp"

/// Rows of scores to rows of gradients: final activation, loss, and back. Shared by both forms of the objective.
namespace nextclick::inline NEXTCLICK_ABI::detail {

/// Rows that one thread takes at a time; sums do not depend on it.
inline constexpr std::size_t loss_block = 4;

/// Copies all columns but the excluded ones (ascending) to `to`; returns how many.
template <class T>
std::size_t pack_columns(std::span<const T> row, std::span<const std::uint32_t> excluded, T* to) {
    std::size_t from = 0, n = 0;
    for (const std::uint32_t stop : excluded) {
        n = static_cast<std::size_t>(std::copy(row.begin() + static_cast<std::ptrdiff_t>(from),
                                               row.begin() + stop, to + n) - to);
        from = stop + 1;
    }
    return static_cast<std::size_t>(std::copy(row.begin() + static_cast<std::ptrdiff_t>(from), row.end(), to + n) - to);
}

/// The way back: excluded columns get 0.
template <class T>
void unpack_columns(const T* from, std::span<const std::uint32_t> excluded, std::span<T> row) {
    std::size_t at = 0;
    for (const std::uint32_t stop : excluded) {
        std::copy(from, from + (stop - at), row.begin() + static_cast<std::ptrdiff_t>(at));
        from += stop - at;
        row[stop] = T(0);
        at = stop + 1;
    }
    std::copy(from, from + (row.size() - at), row.begin() + static_cast<std::ptrdiff_t>(at));
}

/// One row: its scores become gradients, scaled.
/// shapes    excluded: columns that are no negatives, ascending (the own target's column, accidental hits);
///           y, g: scratch of row.size() + 1
template <class Loss, class Activation, class T>
T score_row(const Loss& loss, const Activation& activation, std::span<T> row, T& target,
            std::span<const std::uint32_t> excluded, T scale, T* y, T* g) {
    const std::size_t n = pack_columns<T>(row, excluded, g);
    g[n] = target;
    if constexpr (!LinearActivation<Activation>) {
        activation.forward(std::span<T>(g, n + 1));
        std::copy_n(g, n + 1, y);
    }
    const T value = loss.row(g[n], std::span<T>(g, n));
    if constexpr (!LinearActivation<Activation>) activation.backward(std::span<const T>(y, n + 1), std::span<T>(g, n + 1));
    simd::scale(scale, std::span<T>(g, n + 1));
    unpack_columns<T>(g, excluded, row);
    target = g[n];
    return value;
}

/// All rows. `target_column(r)` is the row's own column, or `no_column` when `target(r)` lives beside the matrix.
/// `exclude(r, list)` appends further columns to leave out; ascending order is made here.
/// ensures   scores hold gradients; values (rows) the row losses
inline constexpr std::uint32_t no_column = 0xffffffffu;

template <class Loss, class Activation, class T, class TargetColumn, class Exclude>
void score_rows(const Loss& loss, const Activation& activation, pass& run, view<T> scores, std::span<T> targets,
                std::span<T> values, T scale, const TargetColumn& target_column, const Exclude& exclude,
                std::size_t most_excluded) {
    const std::size_t blocks = (scores.rows + loss_block - 1) / loss_block;
    auto scratch = run.memory.take<T>(blocks, 2 * (scores.cols + 1));
    auto lists = run.memory.take<std::uint32_t>(blocks, most_excluded + 1);
    const int threads = scores.size() < 20'000 ? 1 : run.threads;
    parallel_blocks(scores.rows, loss_block, threads, [&](std::size_t first, std::size_t end) {
        T* const y = scratch.row(first / loss_block).data();
        T* const g = y + scores.cols + 1;
        std::uint32_t* const list = lists.row(first / loss_block).data();
        for (std::size_t r = first; r < end; ++r) {
            const auto row = scores.row(r);
            const std::uint32_t own = target_column(r);
            std::uint32_t* stop = exclude(r, list);
            if (own != no_column) *stop++ = own;
            std::sort(list, stop);
            stop = std::unique(list, stop);
            T target = own == no_column ? targets[r] : row[own];
            values[r] = score_row(loss, activation, row, target, {list, stop}, scale, y, g);
            if (own == no_column)
                targets[r] = target;
            else
                row[own] = target;
        }
    });
}

}  // namespace nextclick::inline NEXTCLICK_ABI::detail
