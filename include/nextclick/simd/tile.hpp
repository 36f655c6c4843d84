// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <type_traits>
#include <utility>

#include "nextclick/simd/batch.hpp"

/// The register tile that every matrix product is made of: a few rows by one or two vectors of running sums. An element
/// of a result is one running sum over the inner width, in order, whatever the tile, the block or the number of
/// threads, so the same inputs give the same bits.
namespace nextclick::inline NEXTCLICK_ABI::simd::detail {

/// Rows of the register tile: accumulators (rows x 2 vectors) plus operands must fit the register file.
template <class Arch>
constexpr std::size_t tile_rows() {
#if defined(__AVX512F__) || defined(__aarch64__)
    return 12;  // 24 of 32 registers
#else
    return 6;  // 12 of 16 registers
#endif
}

/// Vectors of half the length, for the last columns of a matrix: half the price where a long vector takes two turns.
template <class Arch>
struct half_of {
    using type = Arch;
};
#if defined(__AVX512F__)
template <>
struct half_of<xsimd::default_arch> {
    using type = xsimd::fma3<xsimd::avx2>;
};
#endif
template <class Arch>
using half_arch = typename half_of<Arch>::type;

/// The left operand: element (i, p) at data[i * row + p * col]. Covers a matrix and its transpose.
template <class T>
struct left {
    const T* data;
    std::size_t row, col;
    left from(std::size_t i, std::size_t p = 0) const { return {data + i * row + p * col, row, col}; }
};

/// What the sums start from.
enum class start {
    zero,
    result,      ///< the result itself: accumulate
    column_bias, ///< bias[column]
    row_bias     ///< bias[row]
};

/// The result, and what its sums start from.
template <class T>
struct sums {
    T* data;
    std::size_t stride;
    start from = start::zero;
    const T* bias = nullptr;

    sums at(std::size_t i, std::size_t j) const {
        const std::size_t skip = from == start::column_bias ? j : from == start::row_bias ? i : 0;
        return {data + i * stride + j, stride, from, bias == nullptr ? bias : bias + skip};
    }
    /// The same after a first part of the inner width.
    sums going_on() const { return {data, stride, start::result, nullptr}; }
};

/// c (Rows, width) = start + a (Rows, k) b (k, Vectors * lanes); width columns of it count. b may be padded with
/// anything.
template <class Arch, std::size_t Rows, std::size_t Vectors, class T>
inline void tile(std::size_t k, left<T> a, const T* b, std::size_t b_stride, sums<T> c, std::size_t width) {
    using vec = xsimd::batch<T, Arch>;
    constexpr std::size_t size = vec::size;
    const std::size_t last = width - (Vectors - 1) * size;  // columns in the last vector, 1 .. size
    vec sum[Rows][Vectors];
    const auto each = [](auto&& f) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (f(std::integral_constant<std::size_t, I / Vectors>{}, std::integral_constant<std::size_t, I % Vectors>{}),
             ...);
        }(std::make_index_sequence<Rows * Vectors>{});
    };
    const auto load = [&](const T* p, auto v) {
        return v + 1 == Vectors ? load_some<Arch>(p + v * size, last, T(0)) : vec::load_unaligned(p + v * size);
    };
    switch (c.from) {
        default: each([&](auto i, auto v) { sum[i][v] = vec(T(0)); }); break;
        case start::result: each([&](auto i, auto v) { sum[i][v] = load(c.data + i * c.stride, v); }); break;
        case start::column_bias: each([&](auto i, auto v) { sum[i][v] = load(c.bias, v); }); break;
        case start::row_bias: each([&](auto i, auto v) { sum[i][v] = vec(c.bias[i]); }); break;
    }
    // Three rows share a pointer: its multiples 0, 1, 2 of the stride are addressing modes, twelve pointers are not.
    constexpr std::size_t groups = (Rows + 2) / 3;
    const T* from[groups];
    for (std::size_t g = 0; g < groups; ++g) from[g] = a.data + 3 * g * a.row;
    for (std::size_t p = 0; p < k; ++p) {
        vec right[Vectors];
        [&]<std::size_t... V>(std::index_sequence<V...>) {
            ((right[V] = vec::load_unaligned(b + V * size)), ...);
        }(std::make_index_sequence<Vectors>{});
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto one_row = [&](auto i) {
                const vec x(from[i / 3][(i % 3) * a.row]);
                [&]<std::size_t... V>(std::index_sequence<V...>) {
                    ((sum[i][V] = simd::fma(x, right[V], sum[i][V])), ...);
                }(std::make_index_sequence<Vectors>{});
            };
            (one_row(std::integral_constant<std::size_t, I>{}), ...);
        }(std::make_index_sequence<Rows>{});
        for (std::size_t g = 0; g < groups; ++g) from[g] += a.col;
        b += b_stride;
    }
    each([&](auto i, auto v) {
        T* to = c.data + i * c.stride + v * size;
        if (v + 1 == Vectors && last < size)
            store_partial<Arch>(to, last, sum[i][v]);
        else
            sum[i][v].store_unaligned(to);
    });
}

/// m rows of one panel of columns.
template <class Arch, std::size_t Vectors, class T>
void panel(std::size_t m, std::size_t k, left<T> a, const T* b, std::size_t b_stride, sums<T> c, std::size_t width) {
    constexpr std::size_t full = tile_rows<Arch>();
    std::size_t i = 0;
    const auto run = [&]<std::size_t Rows>(std::integral_constant<std::size_t, Rows>) {
        for (; i + Rows <= m; i += Rows) tile<Arch, Rows, Vectors>(k, a.from(i), b, b_stride, c.at(i, 0), width);
    };
    run(std::integral_constant<std::size_t, full>{});
    if constexpr (full > 8) run(std::integral_constant<std::size_t, 8>{});
    run(std::integral_constant<std::size_t, 4>{});
    run(std::integral_constant<std::size_t, 2>{});
    run(std::integral_constant<std::size_t, 1>{});
}

/// How n columns are cut into panels: of two vectors, and at the end of what costs least.
template <class Arch, class T>
struct panel_cut {
    static constexpr std::size_t one = lanes<T, Arch>, half = lanes<T, half_arch<Arch>>, full = 2 * one;
    std::size_t n;

    /// Width of the panel that starts at column j.
    constexpr std::size_t width(std::size_t j) const {
        const std::size_t rest = n - j;
        if (rest >= full) return full;
        return rest > one && rest <= one + (half < one ? half : 0) ? one : rest;
    }
    /// Elements between two rows of a packed panel of that width.
    static constexpr std::size_t stride(std::size_t width) { return width > one ? full : width > half ? one : half; }
    constexpr std::size_t count() const {
        const std::size_t tail = n % full;
        return n / full + (tail == 0 ? 0 : width(n - tail) < tail ? 2 : 1);
    }
    constexpr std::size_t first(std::size_t panel) const {
        return panel <= n / full ? panel * full : n / full * full + one;
    }
};

/// The panel of any width.
template <class Arch, class T>
void any_panel(std::size_t m, std::size_t k, left<T> a, const T* b, std::size_t b_stride, sums<T> c, std::size_t width) {
    using cut = panel_cut<Arch, T>;
    if (width > cut::one)
        panel<Arch, 2>(m, k, a, b, b_stride, c, width);
    else if (width > cut::half || cut::half == cut::one)
        panel<Arch, 1>(m, k, a, b, b_stride, c, width);
    else if constexpr (cut::half < cut::one)
        panel<half_arch<Arch>, 1>(m, k, a, b, b_stride, c, width);
}

}  // namespace nextclick::inline NEXTCLICK_ABI::simd::detail
