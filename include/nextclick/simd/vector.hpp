// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

#include "nextclick/simd/batch.hpp"

/// Vectors of numbers: sums, products and the few updates that training is made of. Bound by memory, so simple.
namespace nextclick::inline NEXTCLICK_ABI::simd {

/// A span that does not take part in deducing T, so that vectors and spans of T and const T all fit.
template <class T>
using input = std::type_identity_t<std::span<const T>>;

namespace detail {
/// Folds f(vector) over a span with four running vectors (the latency of one would bound the loop), then over lanes.
/// `fill` is what the lanes beyond the end hold.
template <class Arch, class T, class Load, class Join>
inline xsimd::batch<T, Arch> fold(std::size_t n, T start, const Load& load, const Join& join) {
    using vec = xsimd::batch<T, Arch>;
    vec a(start), b(start), c(start), d(start);
    std::size_t i = 0;
    for (; i + 4 * vec::size <= n; i += 4 * vec::size) {
        a = join(a, load(i, vec::size));
        b = join(b, load(i + vec::size, vec::size));
        c = join(c, load(i + 2 * vec::size, vec::size));
        d = join(d, load(i + 3 * vec::size, vec::size));
    }
    for (; i + vec::size <= n; i += vec::size) a = join(a, load(i, vec::size));
    if (i < n) b = join(b, load(i, n - i));
    return join(join(a, b), join(c, d));
}
}  // namespace detail

/// sum of a[i] b[i].
template <class Arch = default_arch, class T>
T dot(std::span<const T> a, input<T> b) {
    assert(a.size() == b.size());
    using vec = xsimd::batch<T, Arch>;
    vec s0(T(0)), s1(T(0));
    std::size_t i = 0;
    for (; i + 2 * vec::size <= a.size(); i += 2 * vec::size) {
        s0 = xsimd::fma(vec::load_unaligned(&a[i]), vec::load_unaligned(&b[i]), s0);
        s1 = xsimd::fma(vec::load_unaligned(&a[i + vec::size]), vec::load_unaligned(&b[i + vec::size]), s1);
    }
    for (; i < a.size(); i += vec::size) {
        const std::size_t n = std::min(vec::size, a.size() - i);
        s0 = xsimd::fma(detail::load_some<Arch>(&a[i], n, T(0)), detail::load_some<Arch>(&b[i], n, T(0)), s0);
    }
    return simd::reduce_add(s0 + s1);
}

template <class Arch = default_arch, class T>
T sum(std::span<const T> x) {
    return simd::reduce_add(detail::fold<Arch, T>(
        x.size(), T(0), [&](std::size_t i, std::size_t n) { return detail::load_some<Arch>(&x[i], n, T(0)); },
        [](auto a, auto b) { return a + b; }));
}

template <class Arch = default_arch, class T>
T sum_squares(std::span<const T> x) {
    return simd::reduce_add(detail::fold<Arch, T>(
        x.size(), T(0),
        [&](std::size_t i, std::size_t n) {
            const auto v = detail::load_some<Arch>(&x[i], n, T(0));
            return v * v;
        },
        [](auto a, auto b) { return a + b; }));
}

/// Largest element; -inf of none. NaN elements may be passed over.
template <class Arch = default_arch, class T>
T max(std::span<const T> x) {
    constexpr T lowest = -std::numeric_limits<T>::infinity();
    return simd::reduce_max(detail::fold<Arch, T>(
        x.size(), lowest, [&](std::size_t i, std::size_t n) { return detail::load_some<Arch>(&x[i], n, lowest); },
        [](auto a, auto b) { return xsimd::max(a, b); }));
}

/// y += a x.
template <class Arch = default_arch, class T>
void axpy(T a, input<T> x, std::span<T> y) {
    assert(x.size() == y.size());
    const xsimd::batch<T, Arch> factor(a);
    detail::for_lanes<Arch, T>(y.size(), [&](auto load, auto store) {
        store(y.data(), xsimd::fma(factor, load(x.data()), load(y.data())));
    });
}

/// y += x.
template <class Arch = default_arch, class T>
void add(input<T> x, std::span<T> y) {
    assert(x.size() == y.size());
    detail::for_lanes<Arch, T>(
        y.size(), [&](auto load, auto store) { store(y.data(), load(y.data()) + load(x.data())); });
}

/// y += a b, element by element.
template <class Arch = default_arch, class T>
void multiply_add(input<T> a, input<T> b, std::span<T> y) {
    assert(a.size() == y.size() && b.size() == y.size());
    detail::for_lanes<Arch, T>(y.size(), [&](auto load, auto store) {
        store(y.data(), xsimd::fma(load(a.data()), load(b.data()), load(y.data())));
    });
}

/// y *= a.
template <class Arch = default_arch, class T>
void scale(T a, std::span<T> y) {
    const xsimd::batch<T, Arch> factor(a);
    detail::for_lanes<Arch, T>(y.size(), [&](auto load, auto store) { store(y.data(), load(y.data()) * factor); });
}

/// Whether no element is infinite or NaN: 0 x is 0 for finite x only.
template <class Arch = default_arch, class T>
bool is_finite(std::span<const T> x) {
    return simd::reduce_add(detail::fold<Arch, T>(
               x.size(), T(0),
               [&](std::size_t i, std::size_t n) {
                   const auto v = detail::load_some<Arch>(&x[i], n, T(0));
                   return v * xsimd::batch<T, Arch>(T(0));
               },
               [](auto a, auto b) { return a + b; })) == T(0);
}

namespace detail {
/// How many elements compare true. Counts are whole numbers below 2^24, exact in a float lane.
template <class Arch, class T, class Compare>
std::size_t count_if(std::span<const T> x, T fill, const Compare& compare) {
    using vec = xsimd::batch<T, Arch>;
    constexpr std::size_t block = std::size_t{1} << 22;
    std::size_t total = 0;
    for (std::size_t first = 0; first < x.size(); first += block) {
        const std::size_t size = std::min(block, x.size() - first);
        const vec ones = fold<Arch, T>(
            size, T(0),
            [&](std::size_t i, std::size_t n) {
                return xsimd::select(compare(load_some<Arch>(&x[first + i], n, fill)), vec(T(1)), vec(T(0)));
            },
            [](auto a, auto b) { return a + b; });
        total += static_cast<std::size_t>(simd::reduce_add(ones));
    }
    return total;
}
}  // namespace detail

/// How many elements are greater than `threshold`.
template <class Arch = default_arch, class T>
std::size_t count_greater(std::span<const T> x, T threshold) {
    return detail::count_if<Arch, T>(x, -std::numeric_limits<T>::infinity(), [&](auto v) {
        return v > xsimd::batch<T, Arch>(threshold);
    });
}

/// How many elements equal `value` (not NaN).
template <class Arch = default_arch, class T>
std::size_t count_equal(std::span<const T> x, T value) {
    return detail::count_if<Arch, T>(x, std::numeric_limits<T>::quiet_NaN(), [&](auto v) {
        return v == xsimd::batch<T, Arch>(value);
    });
}

namespace plain {
template <class T>
T dot(std::span<const T> a, input<T> b) {
    T s = 0;
    for (std::size_t i = 0; i < a.size(); ++i) s += a[i] * b[i];
    return s;
}
template <class T>
T sum(std::span<const T> x) {
    T s = 0;
    for (const T v : x) s += v;
    return s;
}
template <class T>
T sum_squares(std::span<const T> x) {
    return plain::dot<T>(x, x);
}
template <class T>
T max(std::span<const T> x) {
    T most = -std::numeric_limits<T>::infinity();
    for (const T v : x) most = std::max(most, v);
    return most;
}
template <class T>
void axpy(T a, input<T> x, std::span<T> y) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += a * x[i];
}
template <class T>
void add(input<T> x, std::span<T> y) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += x[i];
}
template <class T>
void multiply_add(input<T> a, input<T> b, std::span<T> y) {
    for (std::size_t i = 0; i < y.size(); ++i) y[i] += a[i] * b[i];
}
template <class T>
void scale(T a, std::span<T> y) {
    for (T& v : y) v *= a;
}
template <class T>
bool is_finite(std::span<const T> x) {
    return std::all_of(x.begin(), x.end(), [](T v) { return std::isfinite(v); });
}
template <class T>
std::size_t count_greater(std::span<const T> x, T threshold) {
    return static_cast<std::size_t>(std::count_if(x.begin(), x.end(), [&](T v) { return v > threshold; }));
}
template <class T>
std::size_t count_equal(std::span<const T> x, T value) {
    return static_cast<std::size_t>(std::count(x.begin(), x.end(), value));
}
}  // namespace plain

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
