// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "nextclick/core/parallel.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/simd/batch.hpp"

/// Matrix products on row-major views, in the three forms that training needs. One register tile does all of them: an
/// element of the result is one running sum over the inner width, in order, whatever the tile, the block or the number
/// of threads, so the same inputs give the same bits.
namespace nextclick::inline NEXTCLICK_ABI::simd {

enum class write { overwrite, accumulate };

namespace detail {

/// Rows of the register tile: accumulators (rows x 2 vectors) plus operands must fit the register file.
template <class Arch>
constexpr std::size_t tile_rows() {
#if defined(__AVX512F__) || defined(__aarch64__)
    return 12;  // 24 of 32 registers
#else
    return 6;  // 12 of 16 registers
#endif
}

/// The left operand: element (i, p) at data[i * row + p * col]. Covers a matrix and its transpose.
template <class T>
struct left {
    const T* data;
    std::size_t row, col;
    left from(std::size_t i) const { return {data + i * row, row, col}; }
};

/// c (Rows, Vectors * lanes) = or += a (Rows, k) b (k, Vectors * lanes). `last` elements count in the last vector.
template <class Arch, std::size_t Rows, std::size_t Vectors, bool Partial, class T>
inline void tile(std::size_t k, left<T> a, const T* b, std::size_t b_stride, T* c, std::size_t c_stride,
                 std::size_t last, write mode) {
    using vec = xsimd::batch<T, Arch>;
    vec sum[Rows][Vectors];
    const auto each = [](auto&& f) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (f(std::integral_constant<std::size_t, I / Vectors>{}, std::integral_constant<std::size_t, I % Vectors>{}),
             ...);
        }(std::make_index_sequence<Rows * Vectors>{});
    };
    const auto load = [&](const T* p, std::size_t v) {
        if (Partial && v + 1 == Vectors) return load_partial<Arch>(p + v * vec::size, last, T(0));
        return vec::load_unaligned(p + v * vec::size);
    };
    if (mode == write::accumulate)
        each([&](auto i, auto v) { sum[i][v] = load(c + i * c_stride, v); });
    else
        each([&](auto i, auto v) { sum[i][v] = vec(T(0)); });
    for (std::size_t p = 0; p < k; ++p) {
        vec right[Vectors];
        [&]<std::size_t... V>(std::index_sequence<V...>) {
            ((right[V] = load(b + p * b_stride, V)), ...);
        }(std::make_index_sequence<Vectors>{});
        const T* ap = a.data + p * a.col;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto one_row = [&](auto i) {
                const vec x(ap[i * a.row]);
                [&]<std::size_t... V>(std::index_sequence<V...>) {
                    ((sum[i][V] = simd::fma(x, right[V], sum[i][V])), ...);
                }(std::make_index_sequence<Vectors>{});
            };
            (one_row(std::integral_constant<std::size_t, I>{}), ...);
        }(std::make_index_sequence<Rows>{});
    }
    each([&](auto i, auto v) {
        T* to = c + i * c_stride + v * vec::size;
        if (Partial && v + 1 == Vectors)
            store_partial<Arch>(to, last, sum[i][v]);
        else
            sum[i][v].store_unaligned(to);
    });
}

/// All rows of one panel of columns (at most two vectors wide).
template <class Arch, std::size_t Vectors, bool Partial, class T>
void panel(std::size_t m, std::size_t k, left<T> a, const T* b, std::size_t b_stride, T* c, std::size_t c_stride,
           std::size_t last, write mode) {
    constexpr std::size_t full = tile_rows<Arch>();
    std::size_t i = 0;
    const auto run = [&]<std::size_t Rows>(std::integral_constant<std::size_t, Rows>) {
        for (; i + Rows <= m; i += Rows)
            tile<Arch, Rows, Vectors, Partial>(k, a.from(i), b, b_stride, c + i * c_stride, c_stride, last, mode);
    };
    run(std::integral_constant<std::size_t, full>{});
    if constexpr (full > 8) run(std::integral_constant<std::size_t, 8>{});
    run(std::integral_constant<std::size_t, 4>{});
    run(std::integral_constant<std::size_t, 2>{});
    run(std::integral_constant<std::size_t, 1>{});
}

template <class Arch, class T>
constexpr std::size_t panel_width = 2 * xsimd::batch<T, Arch>::size;

/// One panel: columns [j, j + width) of c.
template <class Arch, class T>
void any_panel(std::size_t m, std::size_t k, left<T> a, const T* b, std::size_t b_stride, T* c, std::size_t c_stride,
               std::size_t width, write mode) {
    constexpr std::size_t lanes = xsimd::batch<T, Arch>::size;
    if (width == 2 * lanes)
        panel<Arch, 2, false>(m, k, a, b, b_stride, c, c_stride, lanes, mode);
    else if (width > lanes)
        panel<Arch, 2, true>(m, k, a, b, b_stride, c, c_stride, width - lanes, mode);
    else if (width == lanes)
        panel<Arch, 1, false>(m, k, a, b, b_stride, c, c_stride, lanes, mode);
    else
        panel<Arch, 1, true>(m, k, a, b, b_stride, c, c_stride, width, mode);
}

/// Work below this many multiply-adds stays on one thread: a team costs some microseconds (bench/product.cpp).
inline constexpr std::size_t small_work = 200'000;

/// c (m, n) = or += a (m, k) b (k, n), rows of b contiguous. Cut into blocks of rows and panels; a block is one thread's.
template <class Arch, class T>
void run_panels(left<T> a, std::size_t m, std::size_t k, view<const T> b, view<T> c, write mode, int threads) {
    constexpr std::size_t width = panel_width<Arch, T>;
    const std::size_t n = b.cols, panels = (n + width - 1) / width;
    // Tall results walk blocks of rows while b stays in cache; short ones walk panels of b.
    const std::size_t row_block = std::max<std::size_t>(tile_rows<Arch>(), m > 4 * tile_rows<Arch>() ? 48 : 24);
    const std::size_t row_blocks = (m + row_block - 1) / row_block;
    if (m * n * k < small_work) threads = 1;
    parallel_blocks(row_blocks * panels, 1, threads, [&](std::size_t first, std::size_t end) {
        for (std::size_t at = first; at < end; ++at) {
            const std::size_t i = at / panels * row_block, j = at % panels * width;
            any_panel<Arch>(std::min(row_block, m - i), k, a.from(i), b.data + j, b.stride, c.data + i * c.stride + j,
                            c.stride, std::min(width, n - j), mode);
        }
    });
}

/// to (cols, rows) = from^T.
template <class T>
void transpose(view<const T> from, view<T> to) {
    constexpr std::size_t side = 16;  // a square that fits the first cache with both strides
    for (std::size_t i = 0; i < from.rows; i += side)
        for (std::size_t j = 0; j < from.cols; j += side)
            for (std::size_t jj = j; jj < std::min(from.cols, j + side); ++jj)
                for (std::size_t ii = i; ii < std::min(from.rows, i + side); ++ii)
                    to.data[jj * to.stride + ii] = from.data[ii * from.stride + jj];
}

}  // namespace detail

/// c (m, n) = or += a (m, k) b (k, n).
/// requires  c overlaps neither a nor b.   cost  m·k·n multiply-adds, no allocation
template <class Arch = xsimd::default_arch, class T>
void product(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, write mode = write::overwrite, int threads = 1) {
    assert(a.cols == b.rows && c.rows == a.rows && c.cols == b.cols);
    detail::run_panels<Arch>(detail::left<T>{a.data, a.stride, 1}, a.rows, a.cols, b, c, mode, threads);
}

/// c (m, n) = or += a^T b with a (k, m), b (k, n): gradients of weights (inputs^T times upstream gradients).
template <class Arch = xsimd::default_arch, class T>
void product_tn(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, write mode = write::overwrite, int threads = 1) {
    assert(a.rows == b.rows && c.rows == a.cols && c.cols == b.cols);
    detail::run_panels<Arch>(detail::left<T>{a.data, 1, a.stride}, a.cols, a.rows, b, c, mode, threads);
}

/// c (m, n) = or += a b^T with a (m, k), b (n, k): scores of items, and gradients of inputs.
/// The smaller of two copies is made in `scratch`: a^T, with the result turned at the end, or b^T.
template <class Arch = xsimd::default_arch, class T>
void product_nt(std::type_identity_t<view<const T>> a, std::type_identity_t<view<const T>> b, view<T> c, workspace& scratch, write mode = write::overwrite,
                int threads = 1) {
    assert(a.cols == b.cols && c.rows == a.rows && c.cols == b.rows);
    const std::size_t m = a.rows, n = b.rows, k = a.cols;
    const auto mark = scratch.here();
    if (m * (k + n) < n * k) {  // few rows, tall table: lanes along the rows of a
        auto turned = scratch.take<T>(k, m);
        detail::transpose<T>(a, turned);
        constexpr std::size_t width = detail::panel_width<Arch, T>, chunk = 4 * detail::tile_rows<Arch>();
        const int team = m * n * k < detail::small_work ? 1 : threads;
        parallel_blocks(n, 8 * chunk, team, [&](std::size_t first, std::size_t end) {
            alignas(cache_line) T buffer[chunk * width];
            for (std::size_t i = first; i < end; i += chunk) {
                const std::size_t rows = std::min(chunk, end - i);
                for (std::size_t j = 0; j < m; j += width) {
                    const std::size_t cols = std::min(width, m - j);
                    detail::any_panel<Arch>(rows, k, detail::left<T>{b.data + i * b.stride, b.stride, 1},
                                            turned.data + j, m, buffer, width, cols, write::overwrite);
                    for (std::size_t q = 0; q < cols; ++q) {
                        T* to = c.data + (j + q) * c.stride + i;
                        if (mode == write::overwrite)
                            for (std::size_t r = 0; r < rows; ++r) to[r] = buffer[r * width + q];
                        else
                            for (std::size_t r = 0; r < rows; ++r) to[r] += buffer[r * width + q];
                    }
                }
            }
        });
    } else {
        auto turned = scratch.take<T>(k, n);
        detail::transpose<T>(b, turned);
        detail::run_panels<Arch>(detail::left<T>{a.data, a.stride, 1}, m, k, view<const T>(turned), c, mode, threads);
    }
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
