// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <span>
#include <type_traits>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"
#include "nextclick/simd/vector.hpp"

/// One query against many rows: bound by reading the table. As many rows as a vector has lanes are summed together,
/// so that their results are one vector and no sum needs a horizontal reduction of its own.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

namespace detail {

inline constexpr std::size_t vectors_in_registers = 8;  // of x, as many as fit beside the 16 sums of AVX-512

#ifdef __AVX512F__
/// First steps of the sums of 16 vectors of floats, four by four: halves are added and interleaved, twice.
inline __m512 fold_four(__m512 a, __m512 b, __m512 c, __m512 d) {
    const auto two = [](__m512 u, __m512 v) { return _mm512_castps_pd(_mm512_add_ps(_mm512_unpacklo_ps(u, v), _mm512_unpackhi_ps(u, v))); };
    const __m512d x = two(a, b), y = two(c, d);
    return _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)), _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
}
/// The remaining two steps: lane i is the sum of vector i.
inline __m512 fold_fours(__m512 a, __m512 b, __m512 c, __m512 d) {
    const auto quarters = [](__m512 u, __m512 v) {
        return _mm512_add_ps(_mm512_shuffle_f32x4(u, v, 0b10'00'10'00), _mm512_shuffle_f32x4(u, v, 0b11'01'11'01));
    };
    return quarters(quarters(a, b), quarters(c, d));
}
#endif

/// A vector of the sums over the lanes of each of `lanes` vectors. (xsimd 8.1's own function for AVX-512 permutes its results.)
template <class Arch, class T>
batch<T, Arch> sum_each(const batch<T, Arch>* sums) {
    using vec = batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16) {
        const auto four = [sums](std::size_t i) { return fold_four(sums[i], sums[i + 1], sums[i + 2], sums[i + 3]); };
        return vec(fold_fours(four(0), four(4), four(8), four(12)));
    } else
#endif
        if constexpr (vec::size <= 8 && sizeof(T) * vec::size <= 32 && requires { xsimd::haddp(sums); }) {
        return xsimd::haddp(sums);
    } else {
        alignas(cache_line) T each[vec::size];
        for (std::size_t i = 0; i < vec::size; ++i) each[i] = simd::reduce_add(sums[i]);
        return vec::load_aligned(each);
    }
}

/// Dot products of x with the rows at `row(0)`, .. `row(n - 1)`, zeros after them. Scan: the rows lie in order, and are prefetched.
/// requires  n is at most `lanes`
template <class Arch, class T, bool Scan, class Row>
batch<T, Arch> dot_rows(std::span<const T> x, std::size_t n, const Row& row) {
    using vec = batch<T, Arch>;
    constexpr std::size_t size = vec::size;
    const std::size_t whole = x.size() / size * size, rest = x.size() - whole;
    vec sums[size];
    const T* q = x.data();
    for (std::size_t i = 0; i < n; ++i) {
        const T* from = row(i);
        vec s(T(0));
        for (std::size_t p = 0; p < whole; p += size) {
            if constexpr (Scan) prefetch_ahead(from + p);
            s = simd::fma(vec::load_unaligned(from + p), vec::load_unaligned(q + p), s);
        }
        in_this_order(s, from);
        if (rest != 0) s = simd::fma(load_partial<Arch>(from + whole, rest, T(0)), load_partial<Arch>(q + whole, rest, T(0)), s);
        in_this_order(s, q);  // before the next row is read
        sums[i] = s;
    }
    for (std::size_t i = n; i < size; ++i) sums[i] = vec(T(0));
    return sum_each<Arch, T>(sums);
}

#ifdef __AVX512F__
/// A query of V vectors, which stay in registers.
template <std::size_t V>
struct held_query {
    static constexpr std::size_t size = 16;
    __m512 q[V];
    __mmask16 rest;  // lanes of the last vector

    explicit held_query(std::span<const float> x) : rest(static_cast<__mmask16>(0xffffu >> (V * size - x.size()))) {
        for (std::size_t p = 0; p + 1 < V; ++p) q[p] = _mm512_loadu_ps(x.data() + p * size);
        q[V - 1] = _mm512_maskz_loadu_ps(rest, x.data() + (V - 1) * size);
    }
    /// Its products with a row, to be summed over the lanes. Always inlined, because a call would
    /// store q in memory.
    [[gnu::always_inline]] __m512 times(const float* row) const {
        __m512 sum = _mm512_setzero_ps();
#pragma GCC unroll 8
        for (std::size_t p = 0; p + 1 < V; ++p) {
            prefetch_ahead(row + p * size);
            sum = _mm512_fmadd_ps(_mm512_loadu_ps(row + p * size), q[p], sum);
        }
        in_this_order(batch<float>(sum), row);
        return _mm512_fmadd_ps(_mm512_maskz_loadu_ps(rest, row + (V - 1) * size), q[V - 1], sum);
    }
};

/// Computes y for all whole groups of 16 rows; returns the number of these rows. Memory is read sequentially. Sums have the order of
/// `dot_rows`.
template <std::size_t V>
std::size_t matvec_in_order(view<const float> a, std::span<const float> x, std::span<float> y, const float* bias) {
    const held_query<V> query(x);
    const float* row = a.data;
    std::size_t i = 0;
    for (; i + 16 <= a.rows; i += 16) {
        __m512 fours[4];
#pragma GCC unroll 4
        for (std::size_t f = 0; f < 4; ++f) {
            __m512 s[4];
#pragma GCC unroll 4
            for (std::size_t r = 0; r < 4; ++r) {
                s[r] = query.times(row);
                row += a.stride;
                in_this_order(batch<float>(s[r]), row);
            }
            fours[f] = fold_four(s[0], s[1], s[2], s[3]);
        }
        __m512 sums = fold_fours(fours[0], fours[1], fours[2], fours[3]);
        if (bias != nullptr) sums = _mm512_add_ps(sums, _mm512_loadu_ps(bias + i));
        _mm512_storeu_ps(&y[i], sums);
    }
    return i;
}
#endif

/// Calls f.template operator()<V>() for V = n if n is in 2 .. Most; returns whether it is.
template <std::size_t Most, class F>
bool with_count(std::size_t n, const F& f) {
    if constexpr (Most < 2) {
        return false;
    } else {
        if (n != Most) return with_count<Most - 1>(n, f);
        f.template operator()<Most>();
        return true;
    }
}

}  // namespace detail

/// y[i] = a.row(i) · x + bias[i].  shapes  a (n, k), x (k), y (n), bias (n) or null.
/// ensures   a sum does not depend on where in `a` its row stands
/// cost      n·k multiply-adds, reads a once
template <class Arch = default_arch, class T>
void matvec(std::type_identity_t<view<const T>> a, std::type_identity_t<std::span<const T>> x, std::span<T> y, const T* bias = nullptr) {
    assert(a.cols == x.size() && a.rows == y.size());
    using vec = batch<T, Arch>;
    constexpr std::size_t size = vec::size;
    detail::count_work(a.size());
    std::size_t i = 0;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && size == 16)  // other instruction sets have too few registers
        detail::with_count<detail::vectors_in_registers>((x.size() + size - 1) / size,
                                                         [&]<std::size_t V>() { i = detail::matvec_in_order<V>(a, x, y, bias); });
#endif
    for (; i < a.rows; i += size) {
        const std::size_t n = std::min(size, a.rows - i);
        const T* const first = a.data + i * a.stride;
        vec sums = detail::dot_rows<Arch, T, true>(x, n, [&](std::size_t r) { return first + r * a.stride; });
        if (bias != nullptr) sums += detail::load_some<Arch>(bias + i, n, T(0));
        if (n == size)
            sums.store_unaligned(&y[i]);
        else
            store_partial<Arch>(&y[i], n, sums);
    }
}

/// y[i] = a.row(rows[i]) · x + bias[rows[i]], with the bits of `matvec`, for scattered rows.
template <class Arch = default_arch, class T>
void matvec_rows(std::type_identity_t<view<const T>> a, std::span<const item_index> rows, std::type_identity_t<std::span<const T>> x,
                 std::span<T> y, const T* bias = nullptr) {
    assert(a.cols == x.size() && rows.size() == y.size());
    constexpr std::size_t size = lanes<T, Arch>;
    for (std::size_t i = 0; i < rows.size(); i += size) {
        const std::size_t n = std::min(size, rows.size() - i);
        const auto sums = detail::dot_rows<Arch, T, false>(x, n, [&](std::size_t r) { return a.row(rows[i + r]).data(); });
        alignas(cache_line) T each[size];
        sums.store_aligned(each);
        for (std::size_t r = 0; r < n; ++r) y[i + r] = each[r] + (bias == nullptr ? T(0) : bias[rows[i + r]]);
    }
}

namespace plain {
template <class T>
void matvec(std::type_identity_t<view<const T>> a, std::type_identity_t<std::span<const T>> x, std::span<T> y, const T* bias = nullptr) {
    for (std::size_t i = 0; i < a.rows; ++i) {
        T sum = 0;
        for (std::size_t p = 0; p < a.cols; ++p) sum += a(i, p) * x[p];
        y[i] = sum + (bias == nullptr ? T(0) : bias[i]);
    }
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
