// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"
#include "nextclick/simd/vector.hpp"

/// One query against many rows: bound by reading the table. As many rows as a vector has lanes are summed up together,
/// so that their results are one vector and no sum is folded by itself.
namespace nextclick::inline NEXTCLICK_ABI::simd {

namespace detail {

inline constexpr std::size_t rows_abreast = 4;          // loads in flight, one register of x for all
inline constexpr std::size_t vectors_in_registers = 8;  // of x, where the 16 sums of AVX-512 leave that many

#ifdef __AVX512F__
/// Sums of 16 vectors of floats: halves are added and interleaved, four times.
inline __m512 sum_each_of_16(const __m512* v) {
    __m512 four[4];
    for (int g = 0; g < 4; ++g) {
        const auto two = [](__m512 a, __m512 b) { return _mm512_add_ps(_mm512_unpacklo_ps(a, b), _mm512_unpackhi_ps(a, b)); };
        const __m512d x = _mm512_castps_pd(two(v[4 * g], v[4 * g + 1])), y = _mm512_castps_pd(two(v[4 * g + 2], v[4 * g + 3]));
        four[g] = _mm512_add_ps(_mm512_castpd_ps(_mm512_unpacklo_pd(x, y)), _mm512_castpd_ps(_mm512_unpackhi_pd(x, y)));
    }
    const auto quarters = [](__m512 a, __m512 b) {
        return _mm512_add_ps(_mm512_shuffle_f32x4(a, b, 0b10'00'10'00), _mm512_shuffle_f32x4(a, b, 0b11'01'11'01));
    };
    return quarters(quarters(four[0], four[1]), quarters(four[2], four[3]));
}
#endif

/// A vector of the sums over the lanes of each of `lanes` vectors. (xsimd 8.1's own for AVX-512 mixes up its results.)
template <class Arch, class T>
batch<T, Arch> sum_each(const batch<T, Arch>* sums) {
    using vec = batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16) {
        __m512 raw[16];
        for (std::size_t i = 0; i < 16; ++i) raw[i] = sums[i];
        return vec(sum_each_of_16(raw));
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

/// Dot products of x with the `lanes` rows at `row(0)`, `row(1)`, ...
template <class Arch, class T, class Row>
batch<T, Arch> dot_rows(std::span<const T> x, const Row& row) {
    using vec = batch<T, Arch>;
    constexpr std::size_t size = vec::size, abreast = std::min(rows_abreast, size);
    const std::size_t whole = x.size() / size * size, rest = x.size() - whole;
    vec sums[size];
    for (std::size_t i = 0; i < size; i += abreast) {
        const T* from[abreast];
        vec s[abreast];
        for (std::size_t r = 0; r < abreast; ++r) from[r] = row(i + r), s[r] = vec(T(0));
        for (std::size_t p = 0; p < whole; p += size) {
            const vec q = vec::load_unaligned(x.data() + p);
            for (std::size_t r = 0; r < abreast; ++r) s[r] = simd::fma(vec::load_unaligned(from[r] + p), q, s[r]);
        }
        if (rest != 0) {
            const vec q = load_partial<Arch>(x.data() + whole, rest, T(0));
            for (std::size_t r = 0; r < abreast; ++r) s[r] = simd::fma(load_partial<Arch>(from[r] + whole, rest, T(0)), q, s[r]);
        }
        for (std::size_t r = 0; r < abreast; ++r) sums[i + r] = s[r];
    }
    return sum_each<Arch, T>(sums);
}

/// f(0), f(1), ... f(N - 1), as constants.
template <std::size_t N, class F>
void unrolled(const F& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (f(std::integral_constant<std::size_t, I>{}), ...); }
    (std::make_index_sequence<N>{});
}

/// The same for rows that lie one behind the other, and an x of V vectors, which stay in registers: memory is read in its
/// own order, which is what processors foresee best. Sums have the same order.
template <class Arch, std::size_t V, class T>
batch<T, Arch> dot_rows_in_order(std::span<const T> x, view<const T> rows) {
    using vec = batch<T, Arch>;
    constexpr std::size_t size = vec::size, whole = (V - 1) * size;
    const std::size_t rest = x.size() - whole;
    vec q[V], sums[size];
    unrolled<V - 1>([&](auto p) { q[p] = vec::load_unaligned(x.data() + p * size); });
    q[V - 1] = load_some<Arch>(x.data() + whole, rest, T(0));
    unrolled<size>([&](auto r) {
        const T* const from = rows.data + r * rows.stride;
        vec s(T(0));
        unrolled<V - 1>([&](auto p) { s = simd::fma(vec::load_unaligned(from + p * size), q[p], s); });
        sums[r] = simd::fma(load_some<Arch>(from + whole, rest, T(0)), q[V - 1], s);
    });
    return sum_each<Arch, T>(sums);
}

/// y for all whole groups of rows; how many rows these are. V: vectors of x.
template <class Arch, std::size_t V, class T>
std::size_t matvec_in_order(view<const T> a, std::span<const T> x, std::span<T> y, const T* bias) {
    constexpr std::size_t size = lanes<T, Arch>, bytes_ahead = 8 << 10;
    const std::size_t ahead = bytes_ahead / (a.stride * sizeof(T)) + 1;
    std::size_t i = 0;
    for (; i + size <= a.rows; i += size) {
        for (std::size_t r = i + ahead; r < std::min(a.rows, i + ahead + size); ++r) prefetch(a.row(r));
        auto sums = dot_rows_in_order<Arch, V, T>(x, a.block(i, size));
        if (bias != nullptr) sums += batch<T, Arch>::load_unaligned(bias + i);
        sums.store_unaligned(&y[i]);
    }
    return i;
}

/// Calls f.template operator()<V>() for V = 2 .. Most; whether n was one of these.
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
    if constexpr (size == 16)  // elsewhere there are not the registers
        detail::with_count<detail::vectors_in_registers>((x.size() + size - 1) / size,
                                                         [&]<std::size_t V>() { i = detail::matvec_in_order<Arch, V, T>(a, x, y, bias); });
    for (; i < a.rows; i += size) {
        const std::size_t n = std::min(size, a.rows - i), last = n - 1;
        const T* const first = a.data + i * a.stride;
        vec sums = n == size ? detail::dot_rows<Arch, T>(x, [&](std::size_t r) { return first + r * a.stride; })
                             : detail::dot_rows<Arch, T>(x, [&](std::size_t r) { return first + std::min(r, last) * a.stride; });
        if (bias != nullptr) sums += detail::load_some<Arch>(bias + i, n, T(0));
        if (n == size)
            sums.store_unaligned(&y[i]);
        else
            store_partial<Arch>(&y[i], n, sums);
    }
}

/// y[i] = a.row(rows[i]) · x + bias[rows[i]], with the bits of `matvec`: rows gathered from anywhere.
template <class Arch = default_arch, class T>
void matvec_rows(std::type_identity_t<view<const T>> a, std::span<const item_index> rows, std::type_identity_t<std::span<const T>> x,
                 std::span<T> y, const T* bias = nullptr) {
    assert(a.cols == x.size() && rows.size() == y.size());
    constexpr std::size_t size = lanes<T, Arch>;
    for (std::size_t i = 0; i < rows.size(); i += size) {
        const std::size_t n = std::min(size, rows.size() - i), last = n - 1;
        const auto sums = detail::dot_rows<Arch, T>(x, [&](std::size_t r) { return a.row(rows[i + std::min(r, last)]).data(); });
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

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
