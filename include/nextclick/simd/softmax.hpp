// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// Softmax of a row, shifted by its maximum so that exp only sees non-positive numbers.
namespace nextclick::inline NEXTCLICK_ABI::simd {

namespace detail {
/// sum of exp(x - shift); with Store, x := exp(x - shift) as well.
template <class Arch, bool Store, class T>
T sum_exp(std::span<T> x, std::remove_const_t<T> shift) {
    using value = std::remove_const_t<T>;
    using vec = xsimd::batch<value, Arch>;
    constexpr value lowest = -std::numeric_limits<value>::infinity();
    const vec s(shift);
    vec total(value(0));
    for (std::size_t i = 0; i < x.size(); i += vec::size) {
        const std::size_t n = std::min(vec::size, x.size() - i);
        const vec e = simd::exp(load_some<Arch>(x.data() + i, n, lowest) - s);
        if constexpr (Store) {
            if (n == vec::size)
                e.store_unaligned(x.data() + i);
            else
                store_partial<Arch>(x.data() + i, n, e);
        }
        total += e;
    }
    return simd::reduce_add(total);
}
}  // namespace detail

/// log of the sum of exp(x). -inf of nothing, or of nothing but -inf.
template <class Arch = default_arch, class T>
T log_sum_exp(std::span<const T> x) {
    const T most = simd::max<Arch, T>(x);
    if (!(most > -std::numeric_limits<T>::infinity())) return most;
    return most + std::log(detail::sum_exp<Arch, false>(x, most));
}

/// x := softmax(x); returns log_sum_exp(x). cost  one exp an element
template <class Arch = default_arch, class T>
T softmax(std::span<T> x) {
    if (x.empty()) return -std::numeric_limits<T>::infinity();
    const T most = simd::max<Arch, T>(x);
    const T total = detail::sum_exp<Arch, true>(x, most);
    simd::scale<Arch, T>(T(1) / total, x);
    return most + std::log(total);
}

namespace plain {
template <class T>
T log_sum_exp(std::span<const T> x) {
    const T most = plain::max<T>(x);
    if (!(most > -std::numeric_limits<T>::infinity())) return most;
    T total = 0;
    for (const T v : x) total += std::exp(v - most);
    return most + std::log(total);
}
template <class T>
T softmax(std::span<T> x) {
    const T lse = plain::log_sum_exp<T>(x);
    for (T& v : x) v = std::exp(v - lse);
    return lse;
}
}  // namespace plain

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
