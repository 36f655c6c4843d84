// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>

#include "nextclick/loss/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss::detail {

/// What the -max losses need of every negative: its weight e = e^(r_j - top), and a = sig(r_j - r_i).
/// a = e / (e + c) with c = e^(r_i - top) avoids the second exp, unless c is so large or small that digits are lost.
template <class T>
struct softmax_negatives {
    T target, top, ratio;
    bool near;

    softmax_negatives(T r_i, std::span<const T> negatives)
        : target(r_i), top(simd::max<simd::default_arch, T>(negatives)), ratio(std::exp(r_i - top)) {
        // Half of the exponent range on either side: where e underflows, a is below the square root of the smallest number.
        constexpr T limit = std::numeric_limits<T>::max_exponent10;
        near = std::abs(r_i - top) < limit;
    }
    bool ahead() const { return top < target; }  ///< the target scores above every negative

    template <class V>
    std::pair<V, V> weights(V x) const {
        const V e = simd::exp(x - top);
        if (near) return {e, e / (e + ratio)};
        return {e, simd::sigmoid(x - target)};
    }
};

}  // namespace loss::detail
NEXTCLICK_END_NAMESPACE
