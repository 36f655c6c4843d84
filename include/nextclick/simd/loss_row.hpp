// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>

#include "nextclick/simd/math.hpp"
#include "nextclick/simd/softmax.hpp"
#include "nextclick/simd/vector.hpp"

/// The two loops of every pairwise loss over a row of negatives: sums of several terms, and a map that sums too.
namespace nextclick::inline NEXTCLICK_ABI::simd {

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

/// Sums of the N terms of f(x) = array of N vectors, over a row.
template <std::size_t N, class Arch = default_arch, class T, class F>
std::array<T, N> sum_terms(std::span<T> x, const F& f) {
    using vec = xsimd::batch<T, Arch>;
    std::array<vec, N> totals;
    totals.fill(vec(T(0)));
    for (std::size_t i = 0; i < x.size(); i += vec::size) {
        const std::size_t n = std::min(vec::size, x.size() - i);
        detail::add_terms<Arch, T, N>(totals, f(detail::load_some<Arch>(x.data() + i, n, x[0])), n);
    }
    return detail::reduce_terms<Arch, T, N>(totals);
}

/// x := first of f(x) = pair(vector, array of N vectors); returns the sums of the N terms.
template <std::size_t N, class Arch = default_arch, class T, class F>
std::array<T, N> map_terms(std::span<T> x, const F& f) {
    using vec = xsimd::batch<T, Arch>;
    std::array<vec, N> totals;
    totals.fill(vec(T(0)));
    for (std::size_t i = 0; i < x.size(); i += vec::size) {
        const std::size_t n = std::min(vec::size, x.size() - i);
        const auto [y, terms] = f(detail::load_some<Arch>(x.data() + i, n, x[0]));
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

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
