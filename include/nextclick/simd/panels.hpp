// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>

#include "nextclick/core/blocks.hpp"
#include "nextclick/simd/tile.hpp"
#include "nextclick/simd/transpose.hpp"

/// How a product iterates over its operands: the right one in panels of up to four vectors, a part of their depth at a time, the
/// left one in blocks of rows; and which operand is copied, so that tiles read contiguous memory.
NEXTCLICK_BEGIN_NAMESPACE
namespace simd::detail {

/// Rows of a part of a panel: enough that filling and emptying the register tiles is a hundredth of the work. A part that
/// is copied first is stored on the stack, which bounds its size; either kind stays in the second cache while all rows are processed.
inline constexpr std::size_t max_depth = 448, copied_bytes = 56 * 1024;
template <class Arch, class T>
constexpr std::size_t deep_copy = std::min(max_depth, copied_bytes / (panel_cut<Arch, T>::full * sizeof(T)));

/// Rows of a tall table whose results are transposed together.
template <class Arch>
constexpr std::size_t tall_rows = 8 * tile_rows<Arch>(2);

/// Number of rows from which packing a part of the right operand pays off; with fewer, it is read in place.
template <class Arch>
constexpr std::size_t packing_pays = 3 * tile_rows<Arch>(2);

/// Rows per block when n rows are divided into blocks: at most `max`, equally many blocks for every thread, whole groups of 4.
constexpr std::size_t even_blocks(std::size_t n, std::size_t max, std::size_t team) {
    const std::size_t blocks = ((n + max - 1) / max + team - 1) / team * team;
    return std::clamp<std::size_t>(((n + blocks - 1) / std::max<std::size_t>(1, blocks) + 3) / 4 * 4, 4, max);
}

template <class T>
sums<T> into(view<T> c, write mode) {
    return {c.data, c.stride, mode == write::accumulate ? start::result : start::zero, nullptr};
}

/// Default for `finish`: leaves a finished part of a row unchanged.
struct leave_as_is {
    void operator()(auto&&) const {}
};

/// Columns [j, j + width) of rows [p, p + depth) of a right operand, as a panel.
template <class T>
struct panel_part {
    const T* data;
    std::size_t stride;
};

/// A right operand whose rows are contiguous: read in place by few rows of the left one, packed for many.
template <class Arch, class T>
struct rows_right {
    static constexpr std::size_t deepest = deep_copy<Arch, T>, copied = deepest * panel_cut<Arch, T>::full;
    view<const T> b;
    bool in_place;
    panel_part<T> operator()(std::size_t p, std::size_t depth, std::size_t j, std::size_t width, T* buffer) const {
        using vec = batch<T, Arch>;
        const std::size_t stride = panel_cut<Arch, T>::stride(width);
        const T* from = b.data + p * b.stride + j;
        if (in_place && width == stride) return {from, b.stride};
        T* to = buffer;
        if (width == panel_cut<Arch, T>::full) {
            for (std::size_t i = 0; i < depth; ++i, from += b.stride, to += stride)
                for (std::size_t v = 0; v < panel_cut<Arch, T>::full; v += vec::size) vec::load_unaligned(from + v).store_aligned(to + v);
            return {buffer, stride};
        }
        for (std::size_t i = 0; i < depth; ++i, from += b.stride, to += stride) {
            std::size_t v = 0;
            for (; v + vec::size <= width; v += vec::size) vec::load_unaligned(from + v).store_aligned(to + v);
            for (; v < width; ++v) to[v] = from[v];
            for (; v < stride; ++v) to[v] = T(0);
        }
        return {buffer, stride};
    }
    prefetched_rows prefetched(std::size_t p, std::size_t depth, std::size_t j, std::size_t width) const {
        return prefetched_rows::of(b.data + p * b.stride + j, depth, width, b.stride);
    }
};

/// A right operand given as its transpose: the columns of a panel are rows of it.
template <class Arch, class T>
struct cols_right {
    static constexpr std::size_t deepest = deep_copy<Arch, T>, copied = deepest * panel_cut<Arch, T>::full;
    view<const T> b;
    panel_part<T> operator()(std::size_t p, std::size_t depth, std::size_t j, std::size_t width, T* buffer) const {
        const std::size_t stride = panel_cut<Arch, T>::stride(width);
        simd::transpose<write::overwrite, T>(b.block(j, width).col_block(p, depth), view<T>(buffer, depth, width, stride));
        for (std::size_t i = 0; i < depth && width < stride; ++i) std::fill(buffer + i * stride + width, buffer + (i + 1) * stride, T(0));
        return {buffer, stride};
    }
    prefetched_rows prefetched(std::size_t p, std::size_t depth, std::size_t j, std::size_t width) const {
        return prefetched_rows::of(b.data + j * b.stride + p, width, depth, b.stride);
    }
};

/// A right operand in panels already.
template <class Arch, class T>
struct packed_right {
    static constexpr std::size_t deepest = max_depth, copied = 1;
    const T* data;
    std::size_t rows;
    panel_part<T> operator()(std::size_t p, std::size_t, std::size_t j, std::size_t width, T*) const {
        const std::size_t stride = panel_cut<Arch, T>::stride(width);
        return {data + j * rows + p * stride, stride};
    }
    prefetched_rows prefetched(std::size_t p, std::size_t depth, std::size_t j, std::size_t width) const {
        const std::size_t stride = panel_cut<Arch, T>::stride(width);
        return prefetched_rows::of(data + j * rows + p * stride, depth, stride, stride);
    }
};

/// c (m, n) = start + a (m, k) b (k, n). A unit of work is a block of rows and a few neighbouring panels of columns,
/// whose right operand is read along its rows; `finish` is called on every finished part of a row while it is in the first
/// cache.
template <class Arch, class T, class Right, class Finish = leave_as_is>
void run_panels(left<T> a, std::size_t m, std::size_t k, std::size_t n, const Right& right, sums<T> c, int threads,
                const Finish& finish = {}) {
    count_work(m * k * n);
    constexpr std::size_t deepest = Right::deepest, max_rows = 16 * tile_rows<Arch>(2), neighbours = 4;
    const panel_cut<Arch, T> cut{n};
    const std::size_t panels = cut.count(), parts = std::max<std::size_t>(1, (k + deepest - 1) / deepest);
    const std::size_t depth = std::max<std::size_t>(1, (k + parts - 1) / parts);
    const auto team = static_cast<std::size_t>(worth_threads(m * n * k) ? std::max(1, threads) : 1);
    const bool few_panels = team > 1 && panels < 8 * team;  // distribute rows instead
    const std::size_t least_blocks = std::max<std::size_t>(1, (m + max_rows - 1) / max_rows);
    const std::size_t blocks = few_panels ? (least_blocks + team - 1) / team * team : least_blocks;
    const std::size_t rows = ((m + blocks - 1) / blocks + 3) / 4 * 4;
    const std::size_t least = (panels + neighbours - 1) / neighbours;
    const std::size_t groups = few_panels ? least : (least + team - 1) / team * team;
    for_each_block((m + rows - 1) / rows * groups, 1, static_cast<int>(team), [&](std::size_t first, std::size_t end) {
        alignas(cache_line) T buffer[Right::copied];
        for (std::size_t unit = first; unit < end; ++unit) {
            const std::size_t i = unit / groups * rows, group = unit % groups;
            const std::size_t first_panel = group * panels / groups, end_panel = (group + 1) * panels / groups;
            for (std::size_t p = 0; p < k || p == 0; p += depth)
                for (std::size_t at = first_panel; at < end_panel; ++at) {
                    const std::size_t j = cut.first(at), cols = cut.width(j), here = std::min(depth, k - p);
                    const sums<T> to = c.at(i, j);
                    const auto b = right(p, here, j, cols, buffer);
                    const std::size_t high = std::min(rows, m - i);
                    const bool last = at + 1 == end_panel;  // the next part starts with the first panel again
                    const std::size_t next_p = last ? p + depth : p, next_j = cut.first(last ? first_panel : at + 1);
                    prefetched_rows next;
                    if (next_p < k && high >= packing_pays<Arch>)
                        next = right.prefetched(next_p, std::min(depth, k - next_p), next_j, cut.width(next_j));
                    any_panel<Arch>(high, here, a.from(i, p), b.data, b.stride, p == 0 ? to : to.continued(), cols, next);
                    if constexpr (!std::is_same_v<Finish, leave_as_is>)
                        for (std::size_t r = 0; r < high && p + here == k; ++r) finish(std::span<T>(to.data + r * to.stride, cols));
                }
        }
    });
}

/// Columns [0, m) of a (k, m) in tiles of Rows columns: (m / Rows, k, Rows). Columns beyond m in the last tile are not set.
template <std::size_t Rows, class T>
left<T> transpose_into_tiles(view<const T> a, T* to) {
    for (std::size_t i = 0; i < a.cols; i += Rows) {
        T* tile = to + i * a.rows;
        const T* from = a.data + i;
        if (i + Rows <= a.cols)
            for (std::size_t p = 0; p < a.rows; ++p, tile += Rows, from += a.stride) std::memcpy(tile, from, Rows * sizeof(T));
        else
            for (std::size_t p = 0; p < a.rows; ++p, tile += Rows, from += a.stride) std::copy_n(from, a.cols - i, tile);
    }
    return {to, 1, Rows, a.rows * Rows};
}

/// c (m, n) = start + a^T b with a (k, m), b (k, n). A tile reads few elements of every row of a. They are read from a copy in tiles if
/// enough panels use it, or if rows of a are a power of two apart, so that its columns share few sets of the first cache.
template <class Arch, class T, class Right>
void run_transposed(view<const T> a, std::size_t n, const Right& right, sums<T> c, int threads) {
    constexpr std::size_t max_rows = 10 * tile_rows<Arch>(2), copied_deep = deep_copy<Arch, T>, copied_size = max_rows * copied_deep;
    constexpr std::size_t widest = widest_tile<Arch>(), enough_panels = 4;
    const panel_cut<Arch, T> cut{n};
    const bool collides = a.stride * sizeof(T) % 1024 == 0, copies = collides || cut.count() > enough_panels;
    const std::size_t deepest = copies ? std::min(copied_deep, Right::deepest) : Right::deepest;
    const std::size_t m = a.cols, k = a.rows, panels = cut.count(), parts = std::max<std::size_t>(1, (k + deepest - 1) / deepest);
    const std::size_t depth = std::max<std::size_t>(1, (k + parts - 1) / parts);
    count_work(m * k * n);
    const auto team = static_cast<std::size_t>(worth_threads(m * n * k) ? std::max(1, threads) : 1);
    const std::size_t rows = even_blocks(m, max_rows, team);
    for_each_block(m, rows, static_cast<int>(team), [&](std::size_t first, std::size_t end) {
        alignas(cache_line) T buffer[Right::copied];
        alignas(cache_line) T tiles[copied_size];
        const std::size_t here = end - first;
        for (std::size_t p = 0; p < k || p == 0; p += depth) {
            const view<const T> part(a.data + p * a.stride + first, std::min(depth, k - p), here, a.stride);
            const left<T> in_place{part.data, 1, part.stride};
            left<T> transposed = in_place;
            std::size_t transposed_for = 0;  // vectors of the panels that the copy is made for
            for (std::size_t at = 0; at < panels; ++at) {
                const std::size_t j = cut.first(at), cols = cut.width(j), vectors = cut.vectors(cols);
                if (copies && vectors != transposed_for) {
                    transposed_for = vectors;
                    if (vectors == widest)
                        transposed = transpose_into_tiles<tile_rows<Arch>(widest)>(part, tiles);
                    else if (!collides)
                        transposed = in_place;
                    else if (vectors == 1)
                        transposed = transpose_into_tiles<tile_rows<Arch>(1)>(part, tiles);
                    else if (vectors == 2)
                        transposed = transpose_into_tiles<tile_rows<Arch>(2)>(part, tiles);
                    else
                        transposed = transpose_into_tiles<tile_rows<Arch>(3)>(part, tiles);
                }
                const sums<T> to = c.at(first, j);
                const panel_part<T> b = right(p, part.rows, j, cols, buffer);
                prefetched_rows next;
                if (at + 1 == panels && end < m && p + depth >= k)
                    next = prefetched_rows::of(a.data + end, depth, std::min(rows, m - end), a.stride);
                any_panel<Arch, T>(here, part.rows, transposed, b.data, b.stride, p == 0 ? to : to.continued(), cols, next);
            }
        }
    });
}

}  // namespace simd::detail
NEXTCLICK_END_NAMESPACE
