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

/// The loops of every loss over a row of negatives: sums of several terms, a map, and a map that sums too. The term is
/// a generic lambda, called with vectors here and with single numbers by the plain twins, so that a loss spells its
/// formula once.
namespace nextclick::inline NEXTCLICK_ABI::simd {

/// What a term may use besides arithmetic, on single numbers.
template <std::floating_point T>
T exp(T x) {
    return std::exp(x);
}
template <std::floating_point T>
T sigmoid(T x) {
    return plain::sigmoid(x);
}
template <std::floating_point T>
T softplus(T x) {
    return plain::softplus(x);
}

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
/// Adds the first n lanes of each term.
template <class Arch, class T, std::size_t N>
void add_terms(std::array<xsimd::batch<T, Arch>, N>& totals, const std::array<xsimd::batch<T, Arch>, N>& terms,
               std::size_t n) {
    using vec = xsimd::batch<T, Arch>;
    for (std::size_t i = 0; i < N; ++i) {
        if (n == vec::size) {
            totals[i] += terms[i];
            continue;
        }
        alignas(64) T lane[vec::size];
        terms[i].store_aligned(lane);
        totals[i] += load_partial<Arch>(lane, n, T(0));
    }
}
template <class Arch, class T, std::size_t N>
std::array<T, N> reduce_terms(const std::array<xsimd::batch<T, Arch>, N>& totals) {
    std::array<T, N> sums;
    for (std::size_t i = 0; i < N; ++i) sums[i] = simd::reduce_add(totals[i]);
    return sums;
}
}  // namespace detail

/// Sums of the N terms of f(x) = array of N, over a row.
template <std::size_t N, class Arch = default_arch, class T, class F>
std::array<T, N> sum_terms(std::span<T> x, const F& f) {
    using vec = xsimd::batch<T, Arch>;
    std::array<vec, N> totals;
    totals.fill(vec(T(0)));
    for (std::size_t i = 0; i < x.size(); i += vec::size) {
        const std::size_t n = std::min(vec::size, x.size() - i);
        // The lanes beyond the end repeat the first score: whatever f does is done on a score of the row.
        detail::add_terms<Arch, T, N>(totals, f(detail::load_some<Arch>(x.data() + i, n, x[0])), n);
    }
    return detail::reduce_terms<Arch, T, N>(totals);
}

/// x := first of f(x) = pair(value, array of N terms); returns the sums of the N terms.
template <std::size_t N, class Arch = default_arch, class T, class F>
std::array<T, N> map_terms(std::span<T> x, const F& f) {
    using vec = xsimd::batch<T, Arch>;
    if (x.empty()) return std::array<T, N>{};
    std::array<vec, N> totals;
    totals.fill(vec(T(0)));
    const T fill = x[0];  // before the loop overwrites it
    for (std::size_t i = 0; i < x.size(); i += vec::size) {
        const std::size_t n = std::min(vec::size, x.size() - i);
        const auto [y, terms] = f(detail::load_some<Arch>(x.data() + i, n, fill));
        if (n == vec::size)
            y.store_unaligned(x.data() + i);
        else
            store_partial<Arch>(x.data() + i, n, y);
        detail::add_terms<Arch, T, N>(totals, terms, n);
    }
    return detail::reduce_terms<Arch, T, N>(totals);
}

/// x := f(x).
template <class Arch = default_arch, class T, class F>
void map(std::span<T> x, const F& f) {
    detail::for_lanes<Arch, T>(x.size(), [&](auto load, auto store) { store(x.data(), f(load(x.data()))); });
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
template <class T, class F>
void map(std::span<T> x, const F& f) {
    for (T& v : x) v = f(v);
}
}  // namespace plain

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
