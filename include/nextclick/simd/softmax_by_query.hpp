// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <span>
#include <type_traits>

#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// Softmax for every query of a block of scores (items, queries); items are processed a block at a time. A vector holds one item's
/// scores for neighbouring queries, so nothing is reduced across a vector.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

namespace detail {
/// f(vectors, i, n) for groups of queries [i, ...): four whole vectors at a time, then single ones of n lanes.
template <class Arch, class T, class F>
void for_query_groups(std::size_t cols, const F& f) {
    constexpr std::size_t size = lanes<T, Arch>;
    std::size_t i = 0;
    for (; i + 4 * size <= cols; i += 4 * size) f(std::integral_constant<std::size_t, 4>{}, i, size);
    for (; i < cols; i += size) f(std::integral_constant<std::size_t, 1>{}, i, std::min(size, cols - i));
}
template <class Arch, class T>
void store_some(T* p, std::size_t n, const batch<T, Arch>& v) {
    if (n == batch<T, Arch>::size)
        v.store_unaligned(p);
    else
        store_partial<Arch>(p, n, v);
}
}  // namespace detail

/// max[i] := the maximum of max[i] and the scores of query i in x; NaN elements are ignored.
template <class Arch = default_arch, class T>
void max_by_query(std::type_identity_t<view<const T>> x, std::span<T> max) {
    assert(x.cols == max.size());
    using vec = batch<T, Arch>;
    detail::for_query_groups<Arch, T>(x.cols, [&](auto vectors, std::size_t i, std::size_t n) {
        vec top[vectors];
        for (std::size_t v = 0; v < vectors; ++v) top[v] = detail::load_some<Arch>(&max[i + v * vec::size], n, T(0));
        for (std::size_t r = 0; r < x.rows; ++r)
            for (std::size_t v = 0; v < vectors; ++v) {
                const vec s = detail::load_some<Arch>(x.data + r * x.stride + i + v * vec::size, n, T(0));
                top[v] = xsimd::select(s > top[v], s, top[v]);
            }
        for (std::size_t v = 0; v < vectors; ++v) detail::store_some<Arch>(&max[i + v * vec::size], n, top[v]);
    });
}

/// x := exp(x - shift), and total[i] += their sum over query i. copy: receives the exponentials too, bypassing the caches; none if empty.
/// requires  rows of `copy` begin on cache lines
template <class Arch = default_arch, class T>
void exp_by_query(view<T> x, input<T> shift, std::type_identity_t<std::span<T>> total, std::type_identity_t<view<T>> copy = {}) {
    assert(x.cols == shift.size() && x.cols == total.size());
    assert(copy.data == nullptr || (copy.rows == x.rows && copy.cols == x.cols && copy.stride * sizeof(T) % cache_line == 0 &&
                                    reinterpret_cast<std::uintptr_t>(copy.data) % cache_line == 0));
    using vec = batch<T, Arch>;
    detail::for_query_groups<Arch, T>(x.cols, [&](auto vectors, std::size_t i, std::size_t n) {
        vec sum[vectors], by[vectors];
        for (std::size_t v = 0; v < vectors; ++v) {
            sum[v] = vec(T(0));
            by[v] = detail::load_some<Arch>(&shift[i + v * vec::size], n, T(0));
        }
        for (std::size_t r = 0; r < x.rows; ++r)
            for (std::size_t v = 0; v < vectors; ++v) {
                T* const at = x.data + r * x.stride + i + v * vec::size;
                const vec e = simd::exp(detail::load_some<Arch>(at, n, T(0)) - by[v]);
                sum[v] += e;
                detail::store_some<Arch>(at, n, e);
                if (copy.data == nullptr) continue;
                T* const kept = copy.data + r * copy.stride + i + v * vec::size;
                if (n == vec::size)
                    simd::stream<Arch>(kept, e);
                else
                    store_partial<Arch>(kept, n, e);
            }
        for (std::size_t v = 0; v < vectors; ++v) {
            T* const at = &total[i + v * vec::size];
            detail::store_some<Arch>(at, n, detail::load_some<Arch>(at, n, T(0)) + sum[v]);
        }
    });
    if (copy.data != nullptr) simd::streams_are_done();
}

/// Column i of `to` := factor[i] times that of x, which may be the same view.
template <class Arch = default_arch, class T>
void scale_by_query(input<T> factor, std::type_identity_t<view<const T>> x, view<T> to) {
    assert(x.rows == to.rows && x.cols == to.cols && factor.size() == x.cols);
    for (std::size_t r = 0; r < x.rows; ++r)
        detail::for_lanes<Arch, T>(x.cols, [from = &x(r, 0), result = &to(r, 0), by = factor.data()](auto load, auto store) {
            store(result, load(from) * load(by));
        });
}

namespace plain {
template <class T>
void max_by_query(std::type_identity_t<view<const T>> x, std::span<T> max) {
    for (std::size_t r = 0; r < x.rows; ++r)
        for (std::size_t i = 0; i < x.cols; ++i)
            if (x(r, i) > max[i]) max[i] = x(r, i);
}
template <class T>
void exp_by_query(view<T> x, input<T> shift, std::type_identity_t<std::span<T>> total) {
    for (std::size_t r = 0; r < x.rows; ++r)
        for (std::size_t i = 0; i < x.cols; ++i) {
            x(r, i) = std::exp(x(r, i) - shift[i]);
            total[i] += x(r, i);
        }
}
template <class T>
void scale_by_query(input<T> factor, std::type_identity_t<view<const T>> x, view<T> to) {
    for (std::size_t r = 0; r < x.rows; ++r)
        for (std::size_t i = 0; i < x.cols; ++i) to(r, i) = factor[i] * x(r, i);
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
