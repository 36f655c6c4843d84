// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// -r_i + lse(r) over target and negatives; gradient P - q with q the labels. With smoothing e over n columns the
/// target weighs 1 - e and every other column e / (n-1).
struct cross_entropy {
    double smoothing = 0;

    static constexpr bool softmax = true;
    static std::string name() { return "cross_entropy"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) {
            target = target - target;  // 0, but NaN stays NaN
            return target;
        }
        const T others = static_cast<T>(smoothing / static_cast<double>(negatives.size()));
        const T own = static_cast<T>(1 - smoothing);
        const T sum = smoothing == 0 ? T(0) : simd::sum<simd::default_arch, T>(negatives);
        const T r = target;
        const T rest = simd::softmax<simd::default_arch, T>(negatives);  // lse of the negatives alone
        const T most = std::max(rest, r);
        const T lse = most + std::log(std::exp(rest - most) + std::exp(r - most));
        simd::scale<simd::default_arch, T>(std::exp(rest - lse), negatives);
        target = std::exp(r - lse) - own;
        if (smoothing != 0)
            for (T& p : negatives) p -= others;
        return lse - own * r - others * sum;
    }
};
static_assert(Loss<cross_entropy>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
