// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "nextclick/core/parallel.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/simd/tile.hpp"
#include "nextclick/simd/transpose.hpp"

/// Matrix products on row-major views, in the three forms that training needs. The right operand is packed in panels
/// of up to four vectors: beforehand (`packed`), or a part at a time that stays in the first cache.
namespace nextclick::inline NEXTCLICK_ABI::simd {

namespace detail {

/// Rows of a part of a panel: enough that filling and emptying the register tiles is a hundredth of the work. A part that
/// is copied first lies on the stack, which bounds it; either stays in the second cache while all rows pass by.
inline constexpr std::size_t most_deep = 448, copied_bytes = 56 * 1024;
template <class Arch, class T>
constexpr std::size_t deep_copy = std::min(most_deep, copied_bytes / (panel_cut<Arch, T>::full * sizeof(T)));

/// Rows of a tall table whose results are turned together.
template <class Arch>
constexpr std::size_t tall_rows = 8 * tile_rows<Arch>(2);

/// Rows from which packing a part of the right operand pays: below, it is read in place.
template <class Arch>
constexpr std::size_t packing_pays = 3 * tile_rows<Arch>(2);

/// Rows of each of the blocks that n rows are cut into: at most `most`, as many blocks for every thread, whole groups of 4.
constexpr std::size_t even_blocks(std::size_t n, std::size_t most, std::size_t team) {
    const std::size_t blocks = ((n + most - 1) / most + team - 1) / team * team;
    return std::clamp<std::size_t>(((n + blocks - 1) / std::max<std::size_t>(1, blocks) + 3) / 4 * 4, 4, most);
}

template <class T>
sums<T> into(view<T> c, write mode) {
    return {c.data, c.stride, mode == write::accumulate ? start::result : start::zero, nullptr};
}

/// What is done to a finished part of a row: nothing.
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
    reading_ahead ahead(std::size_t p, std::size_t depth, std::size_t j, std::size_t width) const {
        return reading_ahead::of(b.data + p * b.stride + j, depth, width, b.stride);
    }
};

/// A right operand given as its transpose: the columns of a panel are rows of it.
template <class Arch, class T>
struct columns_right {
    static constexpr std::size_t deepest = deep_copy<Arch, T>, copied = deepest * panel_cut<Arch, T>::full;
    view<const T> b;
    panel_part<T> operator()(std::size_t p, std::size_t depth, std::size_t j, std::size_t width, T* buffer) const {
        const std::size_t stride = panel_cut<Arch, T>::stride(width);
        simd::transpose<write::overwrite, T>(b.block(j, width).columns(p, depth), view<T>(buffer, depth, width, stride));
        for (std::size_t i = 0; i < depth && width < stride; ++i) std::fill(buffer + i * stride + width, buffer + (i + 1) * stride, T(0));
        return {buffer, stride};
    }
    reading_ahead ahead(std::size_t p, std::size_t depth, std::size_t j, std::size_t width) const {
        return reading_ahead::of(b.data + j * b.stride + p, width, depth, b.stride);
    }
};

/// A right operand in panels already.
template <class Arch, class T>
struct packed_right {
    static constexpr std::size_t deepest = most_deep, copied = 1;
    const T* data;
    std::size_t rows;
    panel_part<T> operator()(std::size_t p, std::size_t, std::size_t j, std::size_t width, T*) const {
        const std::size_t stride = panel_cut<Arch, T>::stride(width);
        return {data + j * rows + p * stride, stride};
    }
    reading_ahead ahead(std::size_t p, std::size_t depth, std::size_t j, std::size_t width) const {
        const std::size_t stride = panel_cut<Arch, T>::stride(width);
        return reading_ahead::of(data + j * rows + p * stride, depth, stride, stride);
    }
};

/// c (m, n) = start + a (m, k) b (k, n). A unit of work is a block of rows and a few neighbouring panels of columns,
/// whose right operand is read along its rows; `finish` is called on every finished part of a row, which is in the first
/// cache still.
template <class Arch, class T, class Right, class Finish = leave_as_is>
void run_panels(left<T> a, std::size_t m, std::size_t k, std::size_t n, const Right& right, sums<T> c, int threads,
                const Finish& finish = {}) {
    count_work(m * k * n);
    constexpr std::size_t deepest = Right::deepest, most_rows = 16 * tile_rows<Arch>(2), neighbours = 4;
    const panel_cut<Arch, T> cut{n};
    const std::size_t panels = cut.count(), parts = std::max<std::size_t>(1, (k + deepest - 1) / deepest);
    const std::size_t depth = std::max<std::size_t>(1, (k + parts - 1) / parts);
    const auto team = static_cast<std::size_t>(worth_threads(m * n * k) ? std::max(1, threads) : 1);
    const bool few_panels = team > 1 && panels < 8 * team;  // rows are shared out instead
    const std::size_t least_blocks = std::max<std::size_t>(1, (m + most_rows - 1) / most_rows);
    const std::size_t blocks = few_panels ? (least_blocks + team - 1) / team * team : least_blocks;
    const std::size_t rows = ((m + blocks - 1) / blocks + 3) / 4 * 4;
    const std::size_t least = (panels + neighbours - 1) / neighbours;
    const std::size_t groups = few_panels ? least : (least + team - 1) / team * team;
    parallel_blocks((m + rows - 1) / rows * groups, 1, static_cast<int>(team), [&](std::size_t first, std::size_t end) {
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
                    const bool last = at + 1 == end_panel;  // the next part begins with the first panel again
                    const std::size_t next_p = last ? p + depth : p, next_j = cut.first(last ? first_panel : at + 1);
                    reading_ahead next;
                    if (next_p < k && high >= packing_pays<Arch>)
                        next = right.ahead(next_p, std::min(depth, k - next_p), next_j, cut.width(next_j));
                    any_panel<Arch>(high, here, a.from(i, p), b.data, b.stride, p == 0 ? to : to.going_on(), cols, next);
                    if constexpr (!std::is_same_v<Finish, leave_as_is>)
                        for (std::size_t r = 0; r < high && p + here == k; ++r) finish(std::span<T>(to.data + r * to.stride, cols));
                }
        }
    });
}

/// c (m, n) = start + a^T b with a (k, m), b (k, n). Where rows of a lie a power of two apart, its columns share few sets
/// of the first cache, and a narrow copy of a block of them is read instead.
template <class Arch, class T, class Right>
void run_turned(view<const T> a, std::size_t n, const Right& right, sums<T> c, int threads) {
    constexpr std::size_t most_rows = 10 * tile_rows<Arch>(2), narrow_deep = deep_copy<Arch, T>, narrow_size = most_rows * narrow_deep;
    const panel_cut<Arch, T> cut{n};
    const bool copies = a.stride * sizeof(T) % 1024 == 0;
    const std::size_t deepest = copies ? std::min(narrow_deep, Right::deepest) : Right::deepest;
    const std::size_t m = a.cols, k = a.rows, panels = cut.count(), parts = std::max<std::size_t>(1, (k + deepest - 1) / deepest);
    const std::size_t depth = std::max<std::size_t>(1, (k + parts - 1) / parts);
    count_work(m * k * n);
    const auto team = static_cast<std::size_t>(worth_threads(m * n * k) ? std::max(1, threads) : 1);
    const std::size_t rows = even_blocks(m, most_rows, team);
    parallel_blocks(m, rows, static_cast<int>(team), [&](std::size_t first, std::size_t end) {
        alignas(cache_line) T buffer[Right::copied];
        alignas(cache_line) T narrow[narrow_size];
        const std::size_t here = end - first;
        for (std::size_t p = 0; p < k || p == 0; p += depth) {
            const std::size_t deep = std::min(depth, k - p);
            left<T> turned{a.data + p * a.stride + first, 1, a.stride};
            if (copies) {
                for (std::size_t i = 0; i < deep; ++i) std::copy_n(turned.data + i * a.stride, here, narrow + i * here);
                turned = {narrow, 1, here};
            }
            for (std::size_t at = 0; at < panels; ++at) {
                const std::size_t j = cut.first(at), cols = cut.width(j);
                const sums<T> to = c.at(first, j);
                const panel_part<T> b = right(p, deep, j, cols, buffer);
                reading_ahead next;
                if (at + 1 == panels && end < m && p + depth >= k)
                    next = reading_ahead::of(a.data + end, depth, std::min(rows, m - end), a.stride);
                any_panel<Arch, T>(here, deep, turned, b.data, b.stride, p == 0 ? to : to.going_on(), cols, next);
            }
        }
    });
}

}  // namespace detail

/// A right operand in panels, ready for any number of products. A view; its storage is the caller's.
/// memory    packed_size(k, n): n rounded up to whole vectors
template <class T>
struct packed {
    const T* data = nullptr;
    std::size_t rows = 0, cols = 0;
};

template <class Arch = default_arch, class T>
constexpr std::size_t packed_size(std::size_t rows, std::size_t cols) {
    return rows * detail::panel_cut<Arch, T>::stride(cols);
}

/// b (k, n) in panels.   requires  `to` begins on a cache line
template <class Arch = default_arch, class T>
packed<T> pack(std::type_identity_t<view<const T>> b, std::span<T> to, int threads = 1) {
    assert(to.size() >= (packed_size<Arch, T>(b.rows, b.cols)) && reinterpret_cast<std::uintptr_t>(to.data()) % cache_line == 0);
    const detail::panel_cut<Arch, T> cut{b.cols};
    parallel_blocks(cut.count(), 1, b.size() < 50'000 ? 1 : threads, [&](std::size_t panel, std::size_t) {
        const std::size_t j = cut.first(panel);
        detail::rows_right<Arch, T>{b, false}(0, b.rows, j, cut.width(j), to.data() + j * b.rows);
    });
    return {to.data(), b.rows, b.cols};
}
/// b^T in panels, from b (n, k).   requires  `to` begins on a cache line
template <class Arch = default_arch, class T>
packed<T> pack_transposed(std::type_identity_t<view<const T>> b, std::span<T> to, int threads = 1) {
    assert(to.size() >= (packed_size<Arch, T>(b.cols, b.rows)) && reinterpret_cast<std::uintptr_t>(to.data()) % cache_line == 0);
    const detail::panel_cut<Arch, T> cut{b.rows};
    parallel_blocks(cut.count(), 1, b.size() < 50'000 ? 1 : threads, [&](std::size_t panel, std::size_t) {
        const std::size_t j = cut.first(panel);
        detail::columns_right<Arch, T>{b}(0, b.cols, j, cut.width(j), to.data() + j * b.cols);
    });
    return {to.data(), b.cols, b.rows};
}

/// c (m, n) = or += q table^T for q (m, k) and a tall table (n, k), with `turned` = pack_transposed(q): lanes along the
/// rows of q. Rows of the table are read once, from wherever they are, blocks of the result are turned while they are in
/// the first cache. row_bias (n), if given, is what the sums of a table row start from. `after` are rows that come next, if
/// known: they are asked for meanwhile, as rows of the table are that lie in order.
/// cost  m·k·n multiply-adds, no allocation
template <class Arch = default_arch, class T>
void product_tall(packed<T> turned, std::type_identity_t<view<const T>> table, view<T> c, const T* row_bias = nullptr,
                  write mode = write::overwrite, std::type_identity_t<view<const T>> after = {}) {
    assert(turned.rows == table.cols && c.rows == turned.cols && c.cols == table.rows);
    constexpr std::size_t most = detail::tall_rows<Arch>, deepest = detail::most_deep;
    const std::size_t m = turned.cols, k = table.cols, parts = std::max<std::size_t>(1, (k + deepest - 1) / deepest);
    const std::size_t depth = std::max<std::size_t>(1, (k + parts - 1) / parts);
    detail::count_work(m * k * table.rows);
    const detail::panel_cut<Arch, T> cut{m};
    const bool going_on = mode == write::accumulate && row_bias == nullptr;
    alignas(cache_line) T buffer[most * detail::panel_cut<Arch, T>::full];
    for (std::size_t i = 0; i < table.rows; i += most) {
        const std::size_t rows = std::min(most, table.rows - i), next = i + rows;
        const view<const T> soon =
            next < table.rows ? table.block(next, std::min(most, table.rows - next)) : after.block(0, std::min(most, after.rows));
        for (std::size_t j = 0, width = 0; j < m; j += width) {
            width = cut.width(j);
            const std::size_t stride = cut.stride(width);
            const auto ahead = j == 0 ? detail::reading_ahead::of(soon.data, soon.rows, soon.cols, soon.stride) : detail::reading_ahead{};
            const view<T> done(buffer, rows, width, stride), out = c.block(j, width).columns(i, rows);
            detail::sums<T> to{buffer, stride, detail::start::zero, nullptr};
            if (row_bias != nullptr) to = {buffer, stride, detail::start::row_bias, row_bias + i};
            if (going_on) {  // a sum goes on from what is there, as in the other products: the same bits
                simd::transpose<write::overwrite, T>(out, done);
                to = to.going_on();
            }
            for (std::size_t p = 0; p < k || p == 0; p += depth, to = to.going_on())
                detail::any_panel<Arch>(rows, std::min(depth, k - p), detail::left<T>{table.data + i * table.stride + p, table.stride, 1},
                                        turned.data + j * k + p * stride, stride, to, width, p == 0 ? ahead : detail::reading_ahead{});
            if (mode == write::overwrite || going_on)
                simd::transpose<write::overwrite, T>(done, out);
            else
                simd::transpose<write::accumulate, T>(done, out);
        }
    }
}

/// c (m, n) = or += a (m, k) b (k, n).
/// requires  c overlaps neither a nor b.   cost  m·k·n multiply-adds, no allocation
template <class Arch = default_arch, class T>
void product(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, write mode = write::overwrite,
             int threads = 1) {
    assert(a.cols == b.rows && c.rows == a.rows && c.cols == b.cols);
    detail::run_panels<Arch>(detail::left<T>{a.data, a.stride, 1}, a.rows, a.cols, b.cols,
                             detail::rows_right<Arch, T>{b, a.rows < detail::packing_pays<Arch>}, detail::into(c, mode), threads);
}

/// The same with b packed before: what is multiplied again and again. row_bias (m), if given, is what the sums of a row
/// start from.
template <class Arch = default_arch, class T>
void product(std::type_identity_t<view<const T>> a, packed<T> b, view<T> c, const T* row_bias = nullptr, int threads = 1) {
    assert(a.cols == b.rows && c.rows == a.rows && c.cols == b.cols);
    const detail::start from = row_bias == nullptr ? detail::start::zero : detail::start::row_bias;
    detail::run_panels<Arch>(detail::left<T>{a.data, a.stride, 1}, a.rows, a.cols, b.cols, detail::packed_right<Arch, T>{b.data, b.rows},
                             detail::sums<T>{c.data, c.stride, from, row_bias}, threads);
}

/// c (m, n) = finish(bias + a (m, k) b (k, n)), bias (n) for every row. `finish` changes a part of a row in place (an
/// activation, a scale), element by element: it is called while that part is in the first cache, on any thread.
template <class Arch = default_arch, class T, class Finish = detail::leave_as_is>
void product_plus(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b,
                  std::type_identity_t<std::span<const T>> bias, view<T> c, int threads = 1, const Finish& finish = {}) {
    assert(a.cols == b.rows && c.rows == a.rows && c.cols == b.cols && bias.size() == c.cols);
    detail::run_panels<Arch>(detail::left<T>{a.data, a.stride, 1}, a.rows, a.cols, b.cols,
                             detail::rows_right<Arch, T>{b, a.rows < detail::packing_pays<Arch>},
                             detail::sums<T>{c.data, c.stride, detail::start::column_bias, bias.data()}, threads, finish);
}

/// c (m, n) = or += a^T b with a (k, m), b (k, n) packed before: gradients of weights, or of rows of a table, from
/// inputs^T times upstream gradients.
template <class Arch = default_arch, class T>
void product_tn(std::type_identity_t<view<const T>> a, packed<T> b, view<T> c, write mode = write::overwrite, int threads = 1) {
    assert(a.rows == b.rows && c.rows == a.cols && c.cols == b.cols);
    detail::run_turned<Arch>(a, b.cols, detail::packed_right<Arch, T>{b.data, b.rows}, detail::into(c, mode), threads);
}

/// The same; a small b is packed once, a large one for every block of rows.
template <class Arch = default_arch, class T>
void product_tn(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, write mode = write::overwrite,
                int threads = 1) {
    assert(a.rows == b.rows && c.rows == a.cols && c.cols == b.cols);
    constexpr std::size_t room = (80 << 10) / sizeof(T);  // on the stack; it stays in the second cache
    const bool many_rows = a.cols >= detail::packing_pays<Arch>;
    if (const std::size_t size = packed_size<Arch, T>(b.rows, b.cols); size <= room && a.cols >= 4 * detail::packing_pays<Arch>) {
        alignas(cache_line) T buffer[room];
        return product_tn<Arch, T>(a, pack<Arch, T>(b, std::span(buffer, size)), c, mode, threads);
    }
    detail::run_turned<Arch>(a, b.cols, detail::rows_right<Arch, T>{b, !many_rows}, detail::into(c, mode), threads);
}

/// c (m, n) = or += a b^T with a (m, k), b (n, k): scores of items, and gradients of inputs.
/// A tall b is read in place, with a copy of a^T in `scratch`; otherwise parts of b are turned as they are needed.
template <class Arch = default_arch, class T>
void product_nt(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, workspace& scratch,
                write mode = write::overwrite, int threads = 1) {
    assert(a.cols == b.cols && c.rows == a.rows && c.cols == b.rows);
    const std::size_t m = a.rows, n = b.rows, k = a.cols;
    if (m * (k + n) >= n * k) {
        detail::run_panels<Arch>(detail::left<T>{a.data, a.stride, 1}, m, k, n, detail::columns_right<Arch, T>{b}, detail::into(c, mode),
                                 threads);
        return;
    }
    const auto mark = scratch.here();
    const auto turned = pack_transposed<Arch, T>(a, scratch.take_span<T>(packed_size<Arch, T>(k, m)), threads);
    // The others first fetch what one thread has just turned, which takes more work to pay.
    const auto team = static_cast<std::size_t>(worth_threads(m * n * k / 8) ? std::max(1, threads) : 1);
    const std::size_t block = detail::even_blocks(n, detail::tall_rows<Arch>, team);
    parallel_blocks(n, block, static_cast<int>(team), [&](std::size_t first, std::size_t end) {
        product_tall<Arch, T>(turned, b.block(first, end - first), c.columns(first, end - first), nullptr, mode);
    });
    scratch.release(mark);
}

namespace plain {

/// Plain-loop twins of the products.
template <class T>
void product(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, write mode = write::overwrite) {
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < b.cols; ++j) {
            T sum = mode == write::accumulate ? c(i, j) : T(0);
            for (std::size_t p = 0; p < a.cols; ++p) sum += a(i, p) * b(p, j);
            c(i, j) = sum;
        }
}
template <class T>
void product_tn(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, write mode = write::overwrite) {
    for (std::size_t i = 0; i < a.cols; ++i)
        for (std::size_t j = 0; j < b.cols; ++j) {
            T sum = mode == write::accumulate ? c(i, j) : T(0);
            for (std::size_t p = 0; p < a.rows; ++p) sum += a(p, i) * b(p, j);
            c(i, j) = sum;
        }
}
template <class T>
void product_nt(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, write mode = write::overwrite) {
    for (std::size_t i = 0; i < a.rows; ++i)
        for (std::size_t j = 0; j < b.rows; ++j) {
            T sum = mode == write::accumulate ? c(i, j) : T(0);
            for (std::size_t p = 0; p < a.cols; ++p) sum += a(i, p) * b(j, p);
            c(i, j) = sum;
        }
}

}  // namespace plain

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
