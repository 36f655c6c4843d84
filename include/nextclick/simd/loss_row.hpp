// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <utility>

#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// The loops of every loss over a row of negatives: sums of several terms, and a transform with sums. The term is a
/// generic lambda, called with vectors here and with single numbers by the plain-loop versions.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// max(x, 0); NaN stays NaN.
template <class T, class Arch>
xsimd::batch<T, Arch> positive_part(const xsimd::batch<T, Arch>& x) noexcept {
    const xsimd::batch<T, Arch> zero(T(0));
    return xsimd::select(x <= zero, zero, x);
}
template <std::floating_point T>
T positive_part(T x) {
    return x <= 0 ? T(0) : x;
}

/// 1 where x > 0, else 0; NaN stays NaN.
template <class T, class Arch>
xsimd::batch<T, Arch> is_positive(const xsimd::batch<T, Arch>& x) noexcept {
    const xsimd::batch<T, Arch> zero(T(0)), one(T(1));
    return xsimd::select(x > zero, one, xsimd::select(x <= zero, zero, x));
}
template <std::floating_point T>
T is_positive(T x) {
    return x > 0 ? T(1) : x <= 0 ? T(0) : x;
}

namespace detail {
/// The lanes of each term beyond the first n become 0.
template <class Arch, class T, std::size_t N>
void keep_lanes(std::array<xsimd::batch<T, Arch>, N>& terms, std::size_t n) {
    for (auto& term : terms) {
        alignas(64) T lane[xsimd::batch<T, Arch>::size];
        term.store_aligned(lane);
        term = load_partial<Arch>(lane, n, T(0));
    }
}
/// Sums f(position, lanes), an array of N vectors, over a row of n scores. The sums stay in registers: the loop over
/// whole vectors has no tail.
template <std::size_t N, class Arch, class T, class F>
std::array<T, N> sum_lanes(std::size_t n, const F& f) {
    using vec = xsimd::batch<T, Arch>;
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        std::array<vec, N> totals{((void)I, vec(T(0)))...};
        std::size_t i = 0;
        for (; i + vec::size <= n; i += vec::size) {
            const std::array<vec, N> terms = f(i, vec::size);
            totals = {totals[I] + terms[I]...};
        }
        if (i < n) {
            std::array<vec, N> terms = f(i, n - i);
            keep_lanes<Arch, T, N>(terms, n - i);
            totals = {totals[I] + terms[I]...};
        }
        return std::array<T, N>{simd::reduce_add(totals[I])...};
    }(std::make_index_sequence<N>{});
}
}  // namespace detail

/// Sums of the N terms of f(x) = array of N, over a row.
template <std::size_t N, class Arch = default_arch, class T, class F>
std::array<T, N> sum_terms(std::span<T> x, const F& f) {
    // The lanes beyond the end repeat the first score, so that f is only applied to scores of the row.
    return detail::sum_lanes<N, Arch, T>(x.size(),
                                         [&](std::size_t i, std::size_t n) { return f(detail::load_some<Arch>(x.data() + i, n, x[0])); });
}

/// x := first of f(x) = pair(value, array of N terms); returns the sums of the N terms.
template <std::size_t N, class Arch = default_arch, class T, class F>
std::array<T, N> map_terms(std::span<T> x, const F& f) {
    if (x.empty()) return std::array<T, N>{};
    const T fill = x[0];  // before the loop overwrites it
    return detail::sum_lanes<N, Arch, T>(x.size(), [&](std::size_t i, std::size_t n) {
        const auto [y, terms] = f(detail::load_some<Arch>(x.data() + i, n, fill));
        if (n == xsimd::batch<T, Arch>::size)
            y.store_unaligned(x.data() + i);
        else
            store_partial<Arch>(x.data() + i, n, y);
        return terms;
    });
}

namespace plain {
template <std::size_t N, class T, class F>
std::array<T, N> sum_terms(std::span<T> x, const F& f) {
    std::array<T, N> sums{};
    for (const T v : x) {
        const std::array<T, N> terms = f(v);
        for (std::size_t i = 0; i < N; ++i) sums[i] += terms[i];
    }
    return sums;
}
template <std::size_t N, class T, class F>
std::array<T, N> map_terms(std::span<T> x, const F& f) {
    std::array<T, N> sums{};
    for (T& v : x) {
        const std::pair<T, std::array<T, N>> y = f(v);
        v = y.first;
        for (std::size_t i = 0; i < N; ++i) sums[i] += y.second[i];
    }
    return sums;
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
