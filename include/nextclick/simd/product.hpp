// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "nextclick/core/blocks.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/simd/panels.hpp"

/// Matrix products on row-major views, in the three forms that training needs. The right operand is packed in panels
/// of up to four vectors: in advance (`packed`), or a part at a time that stays in the first cache.
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// A right operand in panels, for any number of products. A view; the caller owns its storage.
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
    for_each_block(cut.count(), 1, b.size() < 50'000 ? 1 : threads, [&](std::size_t panel, std::size_t) {
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
    for_each_block(cut.count(), 1, b.size() < 50'000 ? 1 : threads, [&](std::size_t panel, std::size_t) {
        const std::size_t j = cut.first(panel);
        detail::cols_right<Arch, T>{b}(0, b.cols, j, cut.width(j), to.data() + j * b.cols);
    });
    return {to.data(), b.cols, b.rows};
}

/// c (m, n) = or += q table^T for q (m, k) and a tall table (n, k), with `transposed` = pack_transposed(q): lanes along the
/// rows of q. Rows of the table are read once, in place; blocks of the result are transposed while they are in
/// the first cache. row_bias (n), if given, is the initial value of the sums of a table row. `after` are the rows that are read next, if
/// known: they are prefetched, as are the following rows of the table.
/// cost  m·k·n multiply-adds, no allocation
template <class Arch = default_arch, class T>
void product_tall(packed<T> transposed, std::type_identity_t<view<const T>> table, view<T> c, const T* row_bias = nullptr,
                  write mode = write::overwrite, std::type_identity_t<view<const T>> after = {}) {
    assert(transposed.rows == table.cols && c.rows == transposed.cols && c.cols == table.rows);
    constexpr std::size_t max = detail::tall_rows<Arch>, deepest = detail::max_depth;
    const std::size_t m = transposed.cols, k = table.cols, parts = std::max<std::size_t>(1, (k + deepest - 1) / deepest);
    const std::size_t depth = std::max<std::size_t>(1, (k + parts - 1) / parts);
    detail::count_work(m * k * table.rows);
    const detail::panel_cut<Arch, T> cut{m};
    const bool continued = mode == write::accumulate && row_bias == nullptr;
    alignas(cache_line) T buffer[max * detail::panel_cut<Arch, T>::full];
    for (std::size_t i = 0; i < table.rows; i += max) {
        const std::size_t rows = std::min(max, table.rows - i), next = i + rows;
        const view<const T> next_rows =
            next < table.rows ? table.block(next, std::min(max, table.rows - next)) : after.block(0, std::min(max, after.rows));
        for (std::size_t j = 0, width = 0; j < m; j += width) {
            width = cut.width(j);
            const std::size_t stride = cut.stride(width);
            const auto ahead = j == 0 ? detail::prefetched_rows::of(next_rows.data, next_rows.rows, next_rows.cols, next_rows.stride)
                                      : detail::prefetched_rows{};
            const view<T> done(buffer, rows, width, stride), out = c.block(j, width).col_block(i, rows);
            detail::sums<T> to{buffer, stride, detail::start::zero, nullptr};
            if (row_bias != nullptr) to = {buffer, stride, detail::start::row_bias, row_bias + i};
            if (continued) {  // the sum continues from the stored value, as in the other products: the same bits
                simd::transpose<write::overwrite, T>(out, done);
                to = to.continued();
            }
            for (std::size_t p = 0; p < k || p == 0; p += depth, to = to.continued())
                detail::any_panel<Arch>(rows, std::min(depth, k - p), detail::left<T>{table.data + i * table.stride + p, table.stride, 1},
                                        transposed.data + j * k + p * stride, stride, to, width,
                                        p == 0 ? ahead : detail::prefetched_rows{});
            if (mode == write::overwrite || continued)
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

/// The same with b packed in advance, for operands that are multiplied repeatedly. row_bias (m), if given, is the initial value of the
/// sums of a row.
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
                             detail::sums<T>{c.data, c.stride, detail::start::col_bias, bias.data()}, threads, finish);
}

/// c (m, n) = or += a^T b with a (k, m), b (k, n) packed in advance: gradients of weights, or of rows of a table, from
/// inputs^T times upstream gradients.
template <class Arch = default_arch, class T>
void product_tn(std::type_identity_t<view<const T>> a, packed<T> b, view<T> c, write mode = write::overwrite, int threads = 1) {
    assert(a.rows == b.rows && c.rows == a.cols && c.cols == b.cols);
    detail::run_transposed<Arch>(a, b.cols, detail::packed_right<Arch, T>{b.data, b.rows}, detail::into(c, mode), threads);
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
    // A part that can be read from the first cache without a copy: its rows start on cache lines, an odd number of lines apart.
    constexpr std::size_t line = cache_line / sizeof(T);
    const bool spreads_over_cache_sets =
        b.stride % line == 0 && b.stride / line % 2 == 1 && reinterpret_cast<std::uintptr_t>(b.data) % cache_line == 0;
    detail::run_transposed<Arch>(a, b.cols, detail::rows_right<Arch, T>{b, spreads_over_cache_sets || !many_rows}, detail::into(c, mode),
                                 threads);
}

/// c (m, n) = or += a b^T with a (m, k), b (n, k): scores of items, and gradients of inputs.
/// A tall b is read in place, with a copy of a^T in `scratch`; otherwise parts of b are transposed as they are needed.
template <class Arch = default_arch, class T>
void product_nt(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, workspace& scratch,
                write mode = write::overwrite, int threads = 1) {
    assert(a.cols == b.cols && c.rows == a.rows && c.cols == b.rows);
    const std::size_t m = a.rows, n = b.rows, k = a.cols;
    if (m * (k + n) >= n * k) {
        detail::run_panels<Arch>(detail::left<T>{a.data, a.stride, 1}, m, k, n, detail::cols_right<Arch, T>{b}, detail::into(c, mode),
                                 threads);
        return;
    }
    const auto mark = scratch.here();
    const auto transposed = pack_transposed<Arch, T>(a, scratch.take_span<T>(packed_size<Arch, T>(k, m)), threads);
    // The other threads first fetch what one thread has transposed, so more work is needed for threads to pay off.
    const auto team = static_cast<std::size_t>(worth_threads(m * n * k / 8) ? std::max(1, threads) : 1);
    const std::size_t block = detail::even_blocks(n, detail::tall_rows<Arch>, team);
    for_each_block(n, block, static_cast<int>(team), [&](std::size_t first, std::size_t end) {
        product_tall<Arch, T>(transposed, b.block(first, end - first), c.col_block(first, end - first), nullptr, mode);
    });
    scratch.release(mark);
}

namespace plain {

/// Plain-loop versions of the products.
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

}  // namespace simd
NEXTCLICK_END_NAMESPACE
