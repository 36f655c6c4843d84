// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"

/// The register tile from which every matrix product is built: a few rows by one to four vectors of running sums. An element
/// of a result is one running sum over the inner width, in order, independent of the tile, the block and the number of
/// threads, so the same inputs give the same bits.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd::detail {

/// Number of vectors of running sums in the widest register tile, and rows of a tile of that many vectors: the sums and
/// the operands must fit the register file. Wide tiles need the fewest loads per multiply-add.
template <class Arch>
constexpr std::size_t widest_tile() {
#if defined(__AVX512F__) || defined(__aarch64__)
    return 4;
#else
    return 2;
#endif
}
template <class Arch>
constexpr std::size_t tile_rows(std::size_t vectors) {
    constexpr std::size_t sums = widest_tile<Arch>() == 4 ? 24 : 12;  // of 32 or 16 registers
    return vectors == 1 ? sums / 2 : sums / vectors;
}

/// The left operand: element (i, p) at data[i * row + p * col]. Covers a matrix and its transpose. Or tiles: the rows of a tile are at
/// these strides, and those of the next tile `tile` elements further.
template <class T>
struct left {
    const T* data;
    std::size_t row, col, tile = 0;
    left from(std::size_t i, std::size_t p = 0) const { return {data + i * row + p * col, row, col}; }
    /// Address of row i, for tiles of `Rows` rows.
    template <std::size_t Rows>
    const T* at(std::size_t i) const {
        return tile == 0 ? data + i * row : data + i / Rows * tile + i % Rows * row;
    }
};

/// Initial values of the sums.
enum class start {
    zero,
    result,    ///< the result itself: accumulate
    col_bias,  ///< bias[column]
    row_bias   ///< bias[row]
};

/// The result, and the initial values of its sums.
template <class T>
struct sums {
    T* data;
    std::size_t stride;
    start from = start::zero;
    const T* bias = nullptr;

    sums at(std::size_t i, std::size_t j) const {
        const std::size_t skip = from == start::col_bias ? j : from == start::row_bias ? i : 0;
        return {data + i * stride + j, stride, from, bias == nullptr ? bias : bias + skip};
    }
    /// The same after a first part of the inner width.
    sums continued() const { return {data, stride, start::result, nullptr}; }
};

/// The vectors of half the width, for a last vector that is at most half full: on processors that execute a wide vector
/// as two narrow ones (Zen 4), a half costs half. Elsewhere it costs the same.
template <class T, class Arch>
struct half_vector {
    using arch = Arch;
    static constexpr bool exists = false;
};
#if defined(__AVX512F__)
template <class T, class Arch>
requires(sizeof(T) * lanes<T, Arch> == 64) struct half_vector<T, Arch> {
    using arch = xsimd::fma3<xsimd::avx2>;
    static constexpr bool exists = true;
    static xsimd::batch<T, arch> low(const xsimd::batch<T, Arch>& x) {
        if constexpr (std::is_same_v<T, float>)
            return xsimd::batch<T, arch>(_mm512_castps512_ps256(x));
        else
            return xsimd::batch<T, arch>(_mm512_castpd512_pd256(x));
    }
};
#endif

/// The rows that are read next: prefetched a few at a time between tiles, they arrive during the multiply-adds.
/// The hardware prefetcher predicts neither the start of a part of a panel nor short rows far apart.
struct prefetched_rows {
    const char* data = nullptr;
    std::size_t stride = 0, bytes = 0, rows = 0;

    template <class T>
    static prefetched_rows of(const T* data, std::size_t rows, std::size_t cols, std::size_t stride) {
        return {reinterpret_cast<const char*>(data), stride * sizeof(T), cols * sizeof(T), rows};
    }
    void prefetch(std::size_t n) {
        for (n = std::min(n, rows), rows -= n; n > 0; --n, data += stride) {
            const char* line = data - reinterpret_cast<std::uintptr_t>(data) % cache_line;
            for (; line < data + bytes; line += cache_line) __builtin_prefetch(line, 0, 2);
        }
    }
};

/// Prevents the compiler from reusing values derived from x earlier. It would hold the addresses of all rows of a
/// result through a loop that needs every register, and move some to vector registers; reading those back waits for all
/// earlier multiply-adds.
template <class X>
inline X recompute(X x) {
#if defined(__GNUC__)
    asm("" : "+r"(x));
#endif
    return x;
}

#if defined(__clang__)
#define NEXTCLICK_UNROLLED _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define NEXTCLICK_UNROLLED _Pragma("GCC unroll 12")
#else
#define NEXTCLICK_UNROLLED
#endif

/// c (Rows, width) = start + a (Rows, k) b (k, Vectors * lanes); width columns of it count, the last vector of them in
/// vectors of LastArch. b may be padded with anything.
/// Not inlined, with plain arguments: if inlined, its sums would not stay in registers, and structs are copied through
/// vector registers, so that a tile could not start before the previous one ends. Together with `recompute` this reduces the
/// time between two tiles from 125 cycles to 30 (Zen 4; the work of one is 768 cycles for an inner width of 32). The compiler unrolls its
/// loops over rows and vectors, which compiles in a fifth of the time of lambdas over index sequences.
template <class Arch, class LastArch, std::size_t Rows, std::size_t Vectors, class T>
[[gnu::noinline]] void tile(std::size_t k, const T* a, std::size_t a_row, std::size_t a_col, const T* b, std::size_t b_stride, T* c,
                            std::size_t c_stride, start c_from, const T* bias, std::size_t width) {
    using vec = xsimd::batch<T, Arch>;
    using last_vec = xsimd::batch<T, LastArch>;
    constexpr std::size_t size = vec::size, whole = Vectors - 1, held = whole == 0 ? 1 : whole;
    const std::size_t last = width - whole * size;  // columns in the last vector, 1 .. its lanes
    vec sum[Rows][held];
    last_vec end[Rows];
    if (c_from == start::result || c_from == start::col_bias) {
        const T* from = c_from == start::result ? c : bias;
        const std::size_t stride = c_from == start::result ? c_stride : 0;
        NEXTCLICK_UNROLLED
        for (std::size_t i = 0; i < Rows; ++i) {
            NEXTCLICK_UNROLLED
            for (std::size_t v = 0; v < whole; ++v) sum[i][v] = vec::load_unaligned(from + i * stride + v * size);
            end[i] = load_some<LastArch>(from + i * stride + whole * size, last, T(0));
        }
    } else {
        NEXTCLICK_UNROLLED
        for (std::size_t i = 0; i < Rows; ++i) {
            const T from = c_from == start::row_bias ? bias[i] : T(0);
            NEXTCLICK_UNROLLED
            for (std::size_t v = 0; v < whole; ++v) sum[i][v] = vec(from);
            end[i] = last_vec(from);
        }
    }
    // Three rows share a pointer: multiples 0, 1, 2 of the stride are addressing modes; twelve pointers would not fit the registers.
    constexpr std::size_t groups = (Rows + 2) / 3;
    const T* from[groups];
    NEXTCLICK_UNROLLED
    for (std::size_t g = 0; g < groups; ++g) from[g] = recompute(a + 3 * g * a_row);
    for (std::size_t p = 0; p < k; ++p) {
        vec right[held];
        NEXTCLICK_UNROLLED
        for (std::size_t v = 0; v < whole; ++v) right[v] = vec::load_unaligned(b + v * size);
        const last_vec right_end = last_vec::load_unaligned(b + whole * size);
        NEXTCLICK_UNROLLED
        for (std::size_t i = 0; i < Rows; ++i) {
            const T x = from[i / 3][(i % 3) * a_row];
            if constexpr (whole == 0) {
                end[i] = simd::fma(last_vec(x), right_end, end[i]);
            } else {
                const vec wide(x);
                NEXTCLICK_UNROLLED
                for (std::size_t v = 0; v < whole; ++v) sum[i][v] = simd::fma(wide, right[v], sum[i][v]);
                if constexpr (std::is_same_v<Arch, LastArch>)
                    end[i] = simd::fma(wide, right_end, end[i]);
                else
                    end[i] = simd::fma(half_vector<T, Arch>::low(wide), right_end, end[i]);
#if defined(__clang__)  // would unroll over all rows and exceed the registers: half as fast
                if (i + 1 < Rows) in_this_order(end[i], from[(i + 1) / 3]);
#endif
            }
        }
        NEXTCLICK_UNROLLED
        for (std::size_t g = 0; g < groups; ++g) from[g] += a_col;
        b += b_stride;
    }
    T* const out = recompute(c);
    const std::size_t stride = recompute(c_stride);
    NEXTCLICK_UNROLLED
    for (std::size_t i = 0; i < Rows; ++i) {
        NEXTCLICK_UNROLLED
        for (std::size_t v = 0; v < whole; ++v) sum[i][v].store_unaligned(out + i * stride + v * size);
        if (last < last_vec::size)
            store_partial<LastArch>(out + i * stride + whole * size, last, end[i]);
        else
            end[i].store_unaligned(out + i * stride + whole * size);
    }
}

#undef NEXTCLICK_UNROLLED

/// m rows of one panel of columns.
template <class Arch, class LastArch, std::size_t Vectors, class T>
void panel(std::size_t m, std::size_t k, left<T> a, const T* b, std::size_t b_stride, sums<T> c, std::size_t width, prefetched_rows next) {
    constexpr std::size_t full = tile_rows<Arch>(Vectors);
    const std::size_t for_a_tile = next.rows / (m / full + 1) + 1;
    std::size_t i = 0;
    const auto run = [&]<std::size_t Rows>(std::integral_constant<std::size_t, Rows>) {
        for (; i + Rows <= m; i += Rows) {
            next.prefetch(for_a_tile);
            const sums<T> to = c.at(i, 0);
            tile<Arch, LastArch, Rows, Vectors>(k, a.template at<full>(i), a.row, a.col, b, b_stride, to.data, to.stride, to.from, to.bias,
                                                width);
        }
    };
    run(std::integral_constant<std::size_t, full>{});
    if constexpr (full > 8) run(std::integral_constant<std::size_t, 8>{});
    if constexpr (full > 4) run(std::integral_constant<std::size_t, 4>{});
    run(std::integral_constant<std::size_t, 2>{});
    run(std::integral_constant<std::size_t, 1>{});
}

/// How n columns are divided into panels: as wide as tiles can be, and at the end so that no panel is a single vector.
template <class Arch, class T>
struct panel_cut {
    static constexpr std::size_t one = lanes<T, Arch>, max = widest_tile<Arch>(), full = max * one;
    std::size_t n;

    static constexpr std::size_t vectors(std::size_t cols) { return (cols + one - 1) / one; }
    /// Width of the panel that starts at column j.
    constexpr std::size_t width(std::size_t j) const {
        const std::size_t rest = vectors(n - j);
        const std::size_t here = rest <= max ? rest : max == 4 && (rest == 5 || rest == 6) ? 3 : max;
        return std::min(n - j, here * one);
    }
    /// Elements between two rows of a packed panel of that width.
    static constexpr std::size_t stride(std::size_t width) { return vectors(width) * one; }
    constexpr std::size_t count() const { return (vectors(n) + max - 1) / max; }
    constexpr std::size_t first(std::size_t panel) const {
        const std::size_t all = vectors(n), rest = all % max;
        const bool last_of_three = max == 4 && panel > 0 && panel + 1 == count() && (rest == 1 || rest == 2);
        return (panel * max - (last_of_three ? 1 : 0)) * one;
    }
};

/// Calls `panel` for any width.
template <class Arch, class T>
void any_panel(std::size_t m, std::size_t k, left<T> a, const T* b, std::size_t b_stride, sums<T> c, std::size_t width,
               prefetched_rows next = {}) {
    using half = half_vector<T, Arch>;
    const std::size_t vectors = panel_cut<Arch, T>::vectors(width);
    const bool ends_in_half = half::exists && (width - 1) % lanes<T, Arch> < lanes<T, Arch> / 2;
    const auto run = [&]<std::size_t Vectors>(std::integral_constant<std::size_t, Vectors>) {
        if constexpr (half::exists)
            if (ends_in_half) return panel<Arch, typename half::arch, Vectors>(m, k, a, b, b_stride, c, width, next);
        panel<Arch, Arch, Vectors>(m, k, a, b, b_stride, c, width, next);
    };
    if constexpr (widest_tile<Arch>() == 4) {
        if (vectors == 4) return run(std::integral_constant<std::size_t, 4>{});
        if (vectors == 3) return run(std::integral_constant<std::size_t, 3>{});
    }
    if (vectors == 2) return run(std::integral_constant<std::size_t, 2>{});
    run(std::integral_constant<std::size_t, 1>{});
}

}  // namespace simd::detail
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
