// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstdint>
#include <span>

#include "nextclick/simd/softmax_by_query.hpp"
#include "nextclick/simd/top_k.hpp"

/// Ranks for every query of a block of scores (items, queries); items are processed a block at a time.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// higher[i] += how many scores of query i in x are above limit[i], same[i] += how many equal it. A NaN is neither.
template <class Arch = default_arch, class T>
void count_by_query(std::type_identity_t<view<const T>> x, input<T> limit, std::span<std::uint32_t> higher, std::span<std::uint32_t> same) {
    assert(x.cols == limit.size() && x.cols == higher.size() && x.cols == same.size());
    using vec = batch<T, Arch>;
    constexpr std::size_t max_rows = std::size_t{1} << 20;  // partial counts are held in T, exactly
    if (x.rows > max_rows) {
        count_by_query<Arch, T>(x.block(0, max_rows), limit, higher, same);
        return count_by_query<Arch, T>(x.block(max_rows, x.rows - max_rows), limit, higher, same);
    }
    detail::for_query_groups<Arch, T>(x.cols, [&](auto vectors, std::size_t i, std::size_t n) {
        vec above[vectors], equal[vectors], bound[vectors];
        for (std::size_t v = 0; v < vectors; ++v) {
            above[v] = equal[v] = vec(T(0));
            bound[v] = detail::load_some<Arch>(&limit[i + v * vec::size], n, T(0));
        }
        for (std::size_t r = 0; r < x.rows; ++r)
            for (std::size_t v = 0; v < vectors; ++v) {
                const vec s = detail::load_some<Arch>(x.data + r * x.stride + i + v * vec::size, n, T(0));
                above[v] = xsimd::select(s > bound[v], above[v] + vec(T(1)), above[v]);
                equal[v] = xsimd::select(s == bound[v], equal[v] + vec(T(1)), equal[v]);
            }
        for (std::size_t v = 0; v < vectors; ++v) {
            alignas(cache_line) T counted[2][vec::size];
            above[v].store_aligned(counted[0]);
            equal[v].store_aligned(counted[1]);
            for (std::size_t l = 0; l < n; ++l) {
                higher[i + v * vec::size + l] += static_cast<std::uint32_t>(counted[0][l]);
                same[i + v * vec::size + l] += static_cast<std::uint32_t>(counted[1][l]);
            }
        }
    });
}

/// Offers element (r, i) of x to heap i as the score of item first + r. `least` holds the thresholds of the heaps.
template <class Arch = default_arch, class T>
void offer_by_query(std::type_identity_t<view<const T>> x, item_index first, std::span<top_k_heap<T>> heaps,
                    std::type_identity_t<std::span<T>> least) {
    assert(x.cols == heaps.size() && x.cols == least.size());
    using vec = batch<T, Arch>;
    for (std::size_t i = 0; i < x.cols; i += vec::size) {
        const std::size_t n = std::min(vec::size, x.cols - i);
        for (std::size_t r = 0; r < x.rows; ++r) {
            const T* const row = x.data + r * x.stride + i;
            if (n == vec::size && !xsimd::any(vec::load_unaligned(row) >= vec::load_unaligned(&least[i]))) continue;
            for (std::size_t l = 0; l < n; ++l) {
                if (!(row[l] >= least[i + l])) continue;
                heaps[i + l].offer(row[l], static_cast<item_index>(first + r));
                least[i + l] = heaps[i + l].threshold();
            }
        }
    }
}

namespace plain {
template <class T>
void count_by_query(std::type_identity_t<view<const T>> x, input<T> limit, std::span<std::uint32_t> higher, std::span<std::uint32_t> same) {
    for (std::size_t r = 0; r < x.rows; ++r)
        for (std::size_t i = 0; i < x.cols; ++i) {
            higher[i] += x(r, i) > limit[i];
            same[i] += x(r, i) == limit[i];
        }
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
