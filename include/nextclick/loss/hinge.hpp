// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// 1/N sum max(0, margin - r_i + r_j); d/dr_i = -(active)/N, d/dr_k = 1/N where active.
struct hinge {
    double margin = 1;

    static constexpr bool softmax = false;
    static std::string name() { return "hinge"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        using vec = xsimd::batch<T>;
        if (negatives.empty()) return target = target - target;
        const T weight = T(1) / static_cast<T>(negatives.size());
        const vec shift(static_cast<T>(margin) - target), zero(T(0)), one(T(1)), w(weight);
        const auto [value, active] = simd::map_terms<2>(negatives, [&](vec x) {
            const vec gap = x + shift, on = xsimd::select(gap > zero, one, zero);
            return std::pair{w * on, std::array{xsimd::max(zero, gap), on}};
        });
        target = -weight * active;
        return weight * value;
    }
};
static_assert(Loss<hinge>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
