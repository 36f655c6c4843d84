// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "nextclick/simd/batch.hpp"

/// Elementary functions on vectors and on single numbers: exp, log, tanh, sigmoid, softplus, log_sigmoid.
/// The relative error is below 2 epsilon over the whole range. Bounds in units of the last place of the result, float
/// and double, denormal arguments and results included: exp 1.1, log 1, tanh 2.75, sigmoid 2.5, softplus and
/// log_sigmoid 1.75 (tests/simd/math_test.cpp sweeps them against the next wider type).
/// Infinities and NaN as in std::. Nothing is flushed: exp overflows to inf, and underflows through the denormals to 0.
/// A result depends on its own element only, not on the lane or other elements; a single number gives the same bits as a
/// lane.
/// requires  rounding to nearest, and no compiler option that assumes finite numbers
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

namespace detail {

/// Layout of T and coefficients. The polynomials are minimax fits in 200-bit arithmetic (Remez):
/// exponential  (e^r - 1 - r) / r² on |r| <= ln 2 / 2;   logarithm  (2 atanh(√z) / √z - 2) / z on 0 <= z <= 0.04.
template <class T>
struct math_constants;
template <>
struct math_constants<float> {
    using bits = std::uint32_t;
    static constexpr int mantissa = 23, bias = 127;
    static constexpr float log2e = 1.44269504088896341f;
    static constexpr float ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;  // n * ln2_high is exact
    static constexpr float lowest = -104.0f, highest = 89.0f;                   // e^x is 0 below, infinite above
    static constexpr float half = 64, two_to_half = 0x1p64f, two_to_minus_half = 0x1p-64f;
    static constexpr bits half_root = 0x3f3504f3;  // the square root of 1/2
    static constexpr std::array<float, 5> exponential{0.499999934481265453f, 0.166665206322308155f, 0.041668387989645492f,
                                                      0.0083687168347464595f, 0.00138146009782935328f};
    static constexpr std::array<float, 4> logarithm{0.66666663059339010214f, 0.4000086742575685349f, 0.28506794688003168579f,
                                                    0.24103479606001694412f};
};
template <>
struct math_constants<double> {
    using bits = std::uint64_t;
    static constexpr int mantissa = 52, bias = 1023;
    static constexpr double log2e = 1.44269504088896340736;
    static constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
    static constexpr double lowest = -746.0, highest = 710.0;
    static constexpr double half = 512, two_to_half = 0x1p512, two_to_minus_half = 0x1p-512;
    static constexpr bits half_root = 0x3fe6a09e667f3bcd;
    static constexpr std::array<double, 10> exponential{0.50000000000000106266,     0.16666666666666412529,   0.041666666666530161591,
                                                        0.0083333333334944615581,   0.0013888888943629587019, 0.00019841269506570659724,
                                                        0.000024801493099289142717, 2.7557586387194734775e-6, 2.7630248280009874873e-7,
                                                        2.5000055804226819664e-8};
    static constexpr std::array<double, 8> logarithm{0.66666666666666595908, 0.40000000000056952421, 0.28571428555767872022,
                                                     0.22222224302853841498, 0.18181665512008451072, 0.1539112337712486308,
                                                     0.13173412831815369891, 0.13844272028003634635};
};

/// Reinterprets the bits of b as vectors of To. (xsimd 11 names the element instead of the vector.)
template <class To, class From, class Arch>
xsimd::batch<To, Arch> bits_as(const xsimd::batch<From, Arch>& b) noexcept {
#if XSIMD_VERSION_MAJOR >= 11
    return xsimd::bitwise_cast<To>(b);
#else
    return xsimd::bitwise_cast<xsimd::batch<To, Arch>>(b);
#endif
}

/// a[0] + a[1] x + ... by Horner, unrolled at any optimisation level.
template <class T, class Arch, std::size_t N>
xsimd::batch<T, Arch> polynomial(const xsimd::batch<T, Arch>& x, const std::array<T, N>& a) noexcept {
    xsimd::batch<T, Arch> p(a[N - 1]);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        ((p = simd::fma(p, x, xsimd::batch<T, Arch>(a[N - 2 - I]))), ...);
    }(std::make_index_sequence<N - 1>{});
    return p;
}

/// 2^n for whole n in the range of normal exponents: the addition puts n + bias into the last bits of the mantissa.
template <class T, class Arch>
xsimd::batch<T, Arch> power_of_two(const xsimd::batch<T, Arch>& n) noexcept {
    using c = math_constants<T>;
    constexpr T shift = T(1.5) * static_cast<T>(typename c::bits{1} << c::mantissa) + T(c::bias);
    return bits_as<T>(bits_as<typename c::bits>(n + xsimd::batch<T, Arch>(shift)) << c::mantissa);
}

/// (1 + p) 2^n for whole n, rounded once more where the result is denormal. 2^n itself may be out of range.
template <class T, class Arch>
xsimd::batch<T, Arch> scale_one_plus(const xsimd::batch<T, Arch>& p, const xsimd::batch<T, Arch>& n) noexcept {
    using vec = xsimd::batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16)
        return vec(_mm512_scalef_ps(p + vec(T(1)), n));
    else if constexpr (std::is_same_v<T, double> && vec::size == 8)
        return vec(_mm512_scalef_pd(p + vec(T(1)), n));
    else
#endif
    {
        using c = math_constants<T>;
        const auto low = n < vec(T(0));  // 2^(n ± half) times 2^(∓ half): both in range
        const vec scale = power_of_two(n + xsimd::select(low, vec(c::half), vec(-c::half)));
        return simd::fma(p, scale, scale) * xsimd::select(low, vec(c::two_to_minus_half), vec(c::two_to_half));
    }
}

/// x = n ln 2 + r with |r| <= ln 2 / 2; returns e^r - 1, n by reference (Cody & Waite's two-part ln 2).
template <class T, class Arch>
xsimd::batch<T, Arch> reduced_expm1(const xsimd::batch<T, Arch>& x, xsimd::batch<T, Arch>& n) noexcept {
    using vec = xsimd::batch<T, Arch>;
    using c = math_constants<T>;
    n = xsimd::nearbyint(x * vec(c::log2e));
    const vec r = simd::fma(n, vec(-c::ln2_low), simd::fma(n, vec(-c::ln2_high), x));
    return simd::fma(polynomial(r, c::exponential), r * r, r);
}

/// e^x for x <= 0.
template <class T, class Arch>
xsimd::batch<T, Arch> exp_nonpositive(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    vec n;
    const vec p = reduced_expm1(simd::at_least(x, math_constants<T>::lowest), n);
    return scale_one_plus(p, n);
}

/// e^x - 1 for x <= 0: accurate near 0, where e^x - 1 would cancel.
template <class T, class Arch>
xsimd::batch<T, Arch> expm1_nonpositive(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    vec n;
    // Below half the lowest exponent the result is -1; the clamp keeps 2^n normal.
    const vec p = reduced_expm1(simd::at_least(x, math_constants<T>::lowest / 2), n);
    const vec scale = power_of_two(n);
    return simd::fma(p, scale, scale - vec(T(1)));
}

/// The difference of log(1 + f) = f - f²/2 + s (f²/2 + R), s = f / (2 + f), from f - f²/2, for 1 + f within [√½, 3/2]:
/// 2 atanh(s) = s (2 + R), R = s² polynomial(s²).
template <class T, class Arch>
xsimd::batch<T, Arch> log_remainder(const xsimd::batch<T, Arch>& f, const xsimd::batch<T, Arch>& half_square) noexcept {
    using vec = xsimd::batch<T, Arch>;
    const vec s = f / (f + vec(T(2))), z = s * s;
    return s * simd::fma(z, polynomial(z, math_constants<T>::logarithm), half_square);
}

/// log(1 + e) for e in [0, 1]; above 1/2 by log 2 + log(1 + (e - 1) / 2), where (e - 1) / 2 is exact.
template <class T, class Arch>
xsimd::batch<T, Arch> log1p_unit(const xsimd::batch<T, Arch>& e) noexcept {
    using vec = xsimd::batch<T, Arch>;
    using c = math_constants<T>;
    const auto upper = e > vec(T(0.5));
    const vec f = xsimd::select(upper, (e - vec(T(1))) * vec(T(0.5)), e);
    const vec half_square = f * vec(T(0.5)) * f;
    const vec rest = log_remainder(f, half_square) + xsimd::select(upper, vec(c::ln2_low), vec(T(0)));
    return xsimd::select(upper, vec(c::ln2_high), vec(T(0))) - ((half_square - rest) - f);
}

/// f on a single number, by the code of a lane.
template <class T, class F>
T on_one(T x, const F& f) noexcept {
    alignas(64) T lane[lanes<T>];
    f(batch<T>(x)).store_aligned(lane);
    return lane[0];
}

}  // namespace detail

template <class T, class Arch>
xsimd::batch<T, Arch> exp(const xsimd::batch<T, Arch>& x) noexcept {
    return detail::exp_nonpositive(simd::at_most(x, detail::math_constants<T>::highest));
}

/// Natural logarithm; -inf of 0, NaN of negative numbers.
template <class T, class Arch>
xsimd::batch<T, Arch> log(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    using c = detail::math_constants<T>;
    using word = typename c::bits;
    using words = xsimd::batch<word, Arch>;
    constexpr word one = static_cast<word>(c::bias) << c::mantissa, mask = (word{1} << c::mantissa) - 1;
    constexpr T two_to_mantissa = static_cast<T>(word{1} << c::mantissa);
    constexpr word digits = static_cast<word>(c::bias + c::mantissa) << c::mantissa;  // the bits of 2^mantissa
    constexpr T infinity = std::numeric_limits<T>::infinity();
    const auto tiny = x < vec(std::numeric_limits<T>::min());
    // x = 2^k m with m in [√½, √2): adding `one - half_root` to the bits carries into the exponent from √2 on.
    const words u = detail::bits_as<word>(xsimd::select(tiny, x * vec(two_to_mantissa), x)) + words(one - c::half_root);
    const vec m = detail::bits_as<T>((u & words(mask)) + words(c::half_root));
    const vec k = detail::bits_as<T>((u >> c::mantissa) | words(digits)) -
                  xsimd::select(tiny, vec(two_to_mantissa + T(c::bias + c::mantissa)), vec(two_to_mantissa + T(c::bias)));
    const vec f = m - vec(T(1)), half_square = f * vec(T(0.5)) * f;
    const vec rest = simd::fma(k, vec(c::ln2_low), detail::log_remainder(f, half_square));
    const vec y = simd::fma(k, vec(c::ln2_high), f - (half_square - rest));
    const vec finite_or_inf = xsimd::select(x < vec(infinity), y, x);  // also a NaN
    const vec outside = xsimd::select(x == vec(T(0)), vec(-infinity), vec(std::numeric_limits<T>::quiet_NaN()));
    return xsimd::select(x > vec(T(0)), finite_or_inf, outside);
}

/// With m = e^(-2|x|) - 1, which keeps its digits near 0: |tanh x| = -m / (m + 2).
template <class T, class Arch>
xsimd::batch<T, Arch> tanh(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    const vec m = detail::expm1_nonpositive(vec(T(-2)) * xsimd::abs(x));
    return xsimd::copysign(m / (m + vec(T(2))), x);
}

/// 1 / (1 + e^-x); exp receives non-positive arguments only.
template <class T, class Arch>
xsimd::batch<T, Arch> sigmoid(const xsimd::batch<T, Arch>& x) noexcept {
    using vec = xsimd::batch<T, Arch>;
    const vec e = detail::exp_nonpositive(-xsimd::abs(x));
    return xsimd::select(x < vec(T(0)), e, vec(T(1))) / (vec(T(1)) + e);
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|).
template <class T, class Arch>
xsimd::batch<T, Arch> softplus(const xsimd::batch<T, Arch>& x) noexcept {
    return simd::at_least(x, T(0)) + detail::log1p_unit(detail::exp_nonpositive(-xsimd::abs(x)));
}

/// log(sigmoid(x)) = -softplus(-x).
template <class T, class Arch>
xsimd::batch<T, Arch> log_sigmoid(const xsimd::batch<T, Arch>& x) noexcept {
    return -softplus(-x);
}

// Single numbers.
inline float exp(float x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::exp(v); });
}
inline double exp(double x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::exp(v); });
}
inline float log(float x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::log(v); });
}
inline double log(double x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::log(v); });
}
inline float tanh(float x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::tanh(v); });
}
inline double tanh(double x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::tanh(v); });
}
inline float sigmoid(float x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::sigmoid(v); });
}
inline double sigmoid(double x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::sigmoid(v); });
}
inline float softplus(float x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::softplus(v); });
}
inline double softplus(double x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::softplus(v); });
}
inline float log_sigmoid(float x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::log_sigmoid(v); });
}
inline double log_sigmoid(double x) noexcept {
    return detail::on_one(x, [](auto v) { return simd::log_sigmoid(v); });
}

/// Plain-loop versions, by functions of std::.
namespace plain {
template <class T>
T exp(T x) {
    return std::exp(x);
}
template <class T>
T log(T x) {
    return std::log(x);
}
template <class T>
T tanh(T x) {
    return std::tanh(x);
}
template <class T>
T sigmoid(T x) {
    const T e = std::exp(-std::abs(x));
    return (x < 0 ? e : T(1)) / (1 + e);
}
template <class T>
T softplus(T x) {
    return (x < 0 ? T(0) : x) + std::log1p(std::exp(-std::abs(x)));
}
template <class T>
T log_sigmoid(T x) {
    return -plain::softplus(-x);
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
