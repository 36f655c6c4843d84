// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "nextclick/simd/batch.hpp"

/// Elementary functions on vectors: exp, expm1 of non-positive numbers, tanh, sigmoid, softplus, log_sigmoid.
/// Bounds (tests/simd/math_test.cpp, against long double): 2 ulp for exp, 4 ulp for the others, over the whole range;
/// infinities and NaN as in std::; exp flushes nothing: it overflows to inf and underflows through the denormals.
/// A result depends on its own element only, never on the lane or the neighbours.
namespace nextclick::inline NEXTCLICK_ABI::simd {

namespace detail {

template <class T>
struct exp_constants;
template <>
struct exp_constants<float> {
    using integer = std::int32_t;
    static constexpr int degree = 7;  // 0.35^8 / 8! = 6e-9, below half an ulp
    static constexpr float log2e = 1.44269504088896341f, ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
    static constexpr float lowest = -104.0f, highest = 89.0f;
    static constexpr integer bias = 127, mantissa = 23;
};
template <>
struct exp_constants<double> {
    using integer = std::int64_t;
    static constexpr int degree = 13;
    static constexpr double log2e = 1.44269504088896340736, ln2_high = 6.93145751953125e-1,
                            ln2_low = 1.42860682030941723212e-6;
    static constexpr double lowest = -746.0, highest = 710.0;
    static constexpr integer bias = 1023, mantissa = 52;
};

template <class T, int Degree>
constexpr std::array<T, Degree + 1> inverse_factorials() {
    std::array<T, Degree + 1> a{};
    double f = 1;
    for (int n = 0; n <= Degree; ++n) {
        if (n > 0) f *= n;
        a[static_cast<std::size_t>(n)] = static_cast<T>(1 / f);
    }
    return a;
}

/// 2^n for whole numbers n in the range of normal exponents.
template <class T, class Arch>
xsimd::batch<T, Arch> power_of_two(const xsimd::batch<T, Arch>& n) noexcept {
    using c = exp_constants<T>;
    using whole = xsimd::batch<typename c::integer, Arch>;
    return xsimd::bitwise_cast<xsimd::batch<T, Arch>>((xsimd::to_int(n) + whole(c::bias)) << c::mantissa);
}

/// x = n ln 2 + r with |r| <= ln 2 / 2; returns e^r - 1, n by reference (Cody & Waite's two-part ln 2, Taylor to 0.35).
template <class T, class Arch>
xsimd::batch<T, Arch> reduced_expm1(const xsimd::batch<T, Arch>& x, xsimd::batch<T, Arch>& n) noexcept {
    using vec = xsimd::batch<T, Arch>;
    using c = exp_constants<T>;
    constexpr auto a = inverse_factorials<T, c::degree>();
    n = xsimd::nearbyint(x * vec(c::log2e));
    const vec r = xsimd::fnma(n, vec(c::ln2_low), xsimd::fnma(n, vec(c::ln2_high), x));
    vec p(a[c::degree]);
    for (std::size_t i = c::degree; i-- > 2;) p = xsimd::fma(p, r, vec(a[i]));
    return xsimd::fma(p, r * r, r);
}

/// e^x - 1 for x <= 0: accurate near 0, where e^x - 1 would cancel.
template <class T, class Arch>
xsimd::batch<T, Arch> expm1_negative(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    vec n;
    // Below half the lowest exponent the result is -1; the clamp keeps 2^n normal. max(bound, x) lets NaN pass.
    const vec p = reduced_expm1(xsimd::max(vec(exp_constants<T>::lowest / 2), x), n);
    const vec scale = power_of_two(n);
    return xsimd::fma(p, scale, scale - vec(T(1)));
}

/// log(1+e) for e in [0, 1]: 2 atanh(e / (2 + e)) by its series.
template <class T, class Arch>
xsimd::batch<T, Arch> log1p_unit(const xsimd::batch<T, Arch>& e) noexcept {
    using vec = xsimd::batch<T, Arch>;
    constexpr int terms = std::is_same_v<T, float> ? 8 : 18;  // (1/9)^terms is below an ulp
    const vec s = e / (e + vec(T(2))), z = s * s;
    vec p(T(1) / T(2 * terms + 1));
    for (int i = terms; i-- > 0;) p = xsimd::fma(p, z, vec(T(1) / T(2 * i + 1)));
    return (s + s) * p;
}

}  // namespace detail

template <class T, class Arch>
xsimd::batch<T, Arch> exp(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    using c = detail::exp_constants<T>;
    vec n;
    const vec p = detail::reduced_expm1(xsimd::min(vec(c::highest), xsimd::max(vec(c::lowest), x)), n);
    // In two steps, since 2^n itself may be out of range on both sides.
    const vec half = xsimd::nearbyint(n * vec(T(0.5)));
    const vec first = detail::power_of_two(half), second = detail::power_of_two(n - half);
    return xsimd::fma(p, first, first) * second;
}

/// tanh through e^(-2|x|) - 1, which keeps its digits near 0.
template <class T, class Arch>
xsimd::batch<T, Arch> tanh(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    const vec m = detail::expm1_negative(vec(T(-2)) * xsimd::abs(x));
    return xsimd::copysign(m / (m + vec(T(2))), x);
}

/// 1 / (1 + e^-x); exp sees non-positive arguments only.
template <class T, class Arch>
xsimd::batch<T, Arch> sigmoid(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    const vec e = simd::exp(-xsimd::abs(x));
    return xsimd::select(x < vec(T(0)), e, vec(T(1))) / (vec(T(1)) + e);
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|).
template <class T, class Arch>
xsimd::batch<T, Arch> softplus(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    return xsimd::max(vec(T(0)), x) + detail::log1p_unit(simd::exp(-xsimd::abs(x)));
}

/// log(sigmoid(x)) = -softplus(-x).
template <class T, class Arch>
xsimd::batch<T, Arch> log_sigmoid(const xsimd::batch<T, Arch>& x) noexcept {
    return -softplus(-x);
}

/// The same functions on numbers: plain twins, through std::.
namespace plain {
template <class T>
T sigmoid(T x) {
    const T e = std::exp(-std::abs(x));
    return (x < 0 ? e : T(1)) / (1 + e);
}
template <class T>
T softplus(T x) {
    return std::max(x, T(0)) + std::log1p(std::exp(-std::abs(x)));
}
template <class T>
T log_sigmoid(T x) {
    return -softplus(-x);
}
}  // namespace plain

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
