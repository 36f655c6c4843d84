// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <type_traits>

#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// Softmax of a row, shifted by its maximum so that exp receives non-positive numbers only.
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

namespace detail {
/// sum of exp(x - shift); with Store, x := exp(x - shift) as well.
template <class Arch, bool Store, class X, class T = std::remove_const_t<X>>
T sum_exp(std::span<X> x, T shift) {
    const batch<T, Arch> s(shift);
    batch<T, Arch> total(T(0));
    const auto step = [&](auto load, auto store) {
        const auto e = simd::exp(load(x.data()) - s);
        if constexpr (Store) store(x.data(), e);
        (void)store;
        total += e;
    };
    for_lanes<Arch, T>(x.size(), step, -std::numeric_limits<T>::infinity());  // exp(-inf) adds nothing
    return simd::reduce_add(total);
}
}  // namespace detail

/// log of the sum of exp(x). -inf if x is empty or all -inf; NaN if an element is NaN.
template <class Arch = default_arch, class T>
T log_sum_exp(std::span<const T> x) {
    const T max = simd::max<Arch, T>(x);
    if (std::isfinite(max)) return max + std::log(detail::sum_exp<Arch, false>(x, max));
    for (const T v : x)
        if (v != v) return v;
    return max;
}

/// x := softmax(x); returns log_sum_exp(x). A row of -inf only (all masked) becomes zeros and gives -inf; one
/// with +inf or NaN becomes NaN and gives NaN.   cost  one exp an element
template <class Arch = default_arch, class T>
T softmax(std::span<T> x) {
    constexpr T lowest = -std::numeric_limits<T>::infinity();
    const T max = simd::max<Arch, T>(x);
    if (max == lowest && !std::isnan(simd::sum<Arch, T>(x))) {
        simd::fill<Arch, T>(x, T(0));
        return lowest;
    }
    const T total = detail::sum_exp<Arch, true>(x, max);
    simd::scale<Arch, T>(T(1) / total, x);
    return max + std::log(total);
}

/// From the gradient of the probabilities to that of the scores: g := p (g - sum p g).
template <class Arch = default_arch, class T>
void softmax_backward(input<T> p, std::span<T> g) {
    const batch<T, Arch> mean(simd::dot<Arch, T>(p, g));
    detail::for_lanes<Arch, T>(g.size(), [&](auto load, auto store) { store(g.data(), load(p.data()) * (load(g.data()) - mean)); });
}

namespace plain {
template <class T>
void softmax_backward(input<T> p, std::span<T> g) {
    const T mean = plain::dot<T>(p, g);
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = p[i] * (g[i] - mean);
}
template <class T>
T log_sum_exp(std::span<const T> x) {
    const T max = plain::max<T>(x);
    for (const T v : x)
        if (v != v) return v;
    if (!std::isfinite(max)) return max;
    T total = 0;
    for (const T v : x) total += std::exp(v - max);
    return max + std::log(total);
}
template <class T>
T softmax(std::span<T> x) {
    constexpr T infinity = std::numeric_limits<T>::infinity();
    T lse = plain::log_sum_exp<T>(x);
    if (lse == infinity) lse = std::numeric_limits<T>::quiet_NaN();
    for (T& v : x) v = lse == -infinity ? T(0) : std::exp(v - lse);
    return lse;
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
