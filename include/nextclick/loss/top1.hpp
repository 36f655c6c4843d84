// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// 1/N sum [a_j + b_j] with a_j = sig(r_j - r_i), b_j = sig(r_j²); the second term keeps the scores from drifting.
/// d/dr_i = -1/N sum a_j (1-a_j);  d/dr_k = 1/N [a_k (1-a_k) + 2 r_k b_k (1-b_k)].
struct top1 {
    static constexpr bool softmax = false;
    static std::string name() { return "top1"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        using vec = xsimd::batch<T>;
        if (negatives.empty()) return target = target - target;
        const T weight = T(1) / static_cast<T>(negatives.size());
        const vec r(target), one(T(1)), w(weight);
        const auto [value, slope] = simd::map_terms<2>(negatives, [&](vec x) {
            const vec a = simd::sigmoid(x - r), b = simd::sigmoid(x * x), pull = a * (one - a);
            return std::pair{w * (pull + (x + x) * b * (one - b)), std::array{a + b, pull}};
        });
        target = -weight * slope;
        return weight * value;
    }
};
static_assert(Loss<top1>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
