// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"

/// Vector operations: sums, products and the few updates that training needs. Bound by memory.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// A span that does not take part in deducing T, so that vectors and spans of T and const T all fit.
template <class T>
using input = std::type_identity_t<std::span<const T>>;

namespace detail {
/// Folds a row with four running vectors (the latency of one would bound the loop), then joins them in a fixed order.
/// step(running, i, n) accumulates elements [i, i + n), n <= lanes.
template <class Arch, class T, class Step, class Join>
inline batch<T, Arch> fold(std::size_t n, T start, const Step& step, const Join& join) {
    constexpr std::size_t size = lanes<T, Arch>;
    batch<T, Arch> a(start), b(start), c(start), d(start);
    std::size_t i = 0;
    for (; i + 4 * size <= n; i += 4 * size) {
        a = step(a, i, size);
        b = step(b, i + size, size);
        c = step(c, i + 2 * size, size);
        d = step(d, i + 3 * size, size);
    }
    for (; i + size <= n; i += size) a = step(a, i, size);
    if (i < n) b = step(b, i, n - i);
    return join(join(a, b), join(c, d));
}

inline constexpr auto add_lanes = [](auto a, auto b) { return a + b; };

template <class Arch, class T, class Step>
inline T fold_sum(std::size_t n, const Step& step) {
    return simd::reduce_add(fold<Arch, T>(n, T(0), step, add_lanes));
}
}  // namespace detail

/// sum of a[i] b[i].
template <class Arch = default_arch, class T>
T dot(std::span<const T> a, input<T> b) {
    assert(a.size() == b.size());
    return detail::fold_sum<Arch, T>(a.size(), [&](auto sum, std::size_t i, std::size_t n) {
        return simd::fma(detail::load_some<Arch>(&a[i], n, T(0)), detail::load_some<Arch>(&b[i], n, T(0)), sum);
    });
}

template <class Arch = default_arch, class T>
T sum(std::span<const T> x) {
    return detail::fold_sum<Arch, T>(
        x.size(), [&](auto total, std::size_t i, std::size_t n) { return total + detail::load_some<Arch>(&x[i], n, T(0)); });
}

template <class Arch = default_arch, class T>
T sum_squares(std::span<const T> x) {
    return detail::fold_sum<Arch, T>(x.size(), [&](auto total, std::size_t i, std::size_t n) {
        const auto v = detail::load_some<Arch>(&x[i], n, T(0));
        return simd::fma(v, v, total);
    });
}

/// Largest element that is not NaN; -inf if there is none.
template <class Arch = default_arch, class T>
T max(std::span<const T> x) {
    constexpr T lowest = -std::numeric_limits<T>::infinity();
    // A comparison with NaN is false on every processor; the result of a max instruction differs.
    const auto larger = [](auto max, auto v) { return xsimd::select(v > max, v, max); };
    return simd::reduce_max(detail::fold<Arch, T>(
        x.size(), lowest, [&](auto max, std::size_t i, std::size_t n) { return larger(max, detail::load_some<Arch>(&x[i], n, lowest)); },
        larger));
}

/// How far ahead, in bytes, a scan of a table prefetches: a page, because the hardware prefetcher stops at its end. On a Zen 4 the best
/// 20 of a million items of width 100 take 0.93 of the time by floats and 0.74 by bytes (bench_serve).
inline constexpr std::size_t scan_ahead = 4096;

/// Prefetches the cache line that a scan at `p` reads `scan_ahead` bytes later. Beyond the end of the table this has no effect.
/// Always inlined, because g++ 12 removes calls of functions that only prefetch.
[[gnu::always_inline]] inline void prefetch_ahead(const void* p) {
    __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(p) + scan_ahead));
}

/// Prefetches a scattered row, which hardware prefetchers cannot predict, into the second cache: more
/// requests can be pending there than for the first (training (a) of bench_training gains a sixteenth).
template <class T>
void prefetch(std::span<T> row) {
    for (std::size_t i = 0; i < row.size(); i += cache_line / sizeof(T)) __builtin_prefetch(row.data() + i, 0, 2);
}

/// x := value.
template <class Arch = default_arch, class T>
void fill(std::span<T> x, std::type_identity_t<T> value) {
    const batch<T, Arch> v(value);
    detail::for_lanes<Arch, T>(x.size(), [&](auto, auto store) { store(x.data(), v); });
}

/// y += a x.
template <class Arch = default_arch, class T>
void axpy(T a, input<T> x, std::span<T> y) {
    assert(x.size() == y.size());
    const batch<T, Arch> factor(a);
    detail::for_lanes<Arch, T>(y.size(),
                               [&](auto load, auto store) { store(y.data(), simd::fma(factor, load(x.data()), load(y.data()))); });
}

/// y += x.
template <class Arch = default_arch, class T>
void add(input<T> x, std::span<T> y) {
    assert(x.size() == y.size());
    detail::for_lanes<Arch, T>(y.size(), [&](auto load, auto store) { store(y.data(), load(y.data()) + load(x.data())); });
}

/// y += a b, element by element.
template <class Arch = default_arch, class T>
void multiply_add(input<T> a, input<T> b, std::span<T> y) {
    assert(a.size() == y.size() && b.size() == y.size());
    detail::for_lanes<Arch, T>(y.size(),
                               [&](auto load, auto store) { store(y.data(), simd::fma(load(a.data()), load(b.data()), load(y.data()))); });
}

/// y *= x, element by element.
template <class Arch = default_arch, class T>
void multiply(input<T> x, std::span<T> y) {
    assert(x.size() == y.size());
    detail::for_lanes<Arch, T>(y.size(), [&](auto load, auto store) { store(y.data(), load(y.data()) * load(x.data())); });
}

/// y *= a.
template <class Arch = default_arch, class T>
void scale(T a, std::span<T> y) {
    const batch<T, Arch> factor(a);
    detail::for_lanes<Arch, T>(y.size(), [&](auto load, auto store) { store(y.data(), load(y.data()) * factor); });
}

/// Whether no element is infinite or NaN: 0 x is 0 for finite x only.
template <class Arch = default_arch, class T>
bool is_finite(std::span<const T> x) {
    const batch<T, Arch> zero(T(0));
    return detail::fold_sum<Arch, T>(x.size(), [&](auto sum, std::size_t i, std::size_t n) {
               return simd::fma(detail::load_some<Arch>(&x[i], n, T(0)), zero, sum);
           }) == T(0);
}

namespace detail {}  // namespace detail

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
    T max = -std::numeric_limits<T>::infinity();
    for (const T v : x) max = v > max ? v : max;
    return max;
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
void fill(std::span<T> x, std::type_identity_t<T> value) {
    for (T& v : x) v = value;
}
template <class T>
void scale(T a, std::span<T> y) {
    for (T& v : y) v *= a;
}
template <class T>
bool is_finite(std::span<const T> x) {
    return std::all_of(x.begin(), x.end(), [](T v) { return std::isfinite(v); });
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
