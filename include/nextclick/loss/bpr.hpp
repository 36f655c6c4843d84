// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// 1/N sum softplus(r_j - r_i); d/dr_i = -1/N sum a_j, d/dr_k = a_k / N, with a_j = sig(r_j - r_i).
/// `sum` leaves out the division by N, as GRU4Rec's code does.
struct bpr {
    bool sum = false;

    static constexpr bool softmax = false;
    static std::string name() { return "bpr"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        using vec = xsimd::batch<T>;
        if (negatives.empty()) return target = target - target;
        const T weight = sum ? T(1) : T(1) / static_cast<T>(negatives.size());
        const vec r(target), w(weight);
        const auto [value, slope] = simd::map_terms<2>(negatives, [&](vec x) {
            const vec a = simd::sigmoid(x - r);
            return std::pair{w * a, std::array{simd::softplus(x - r), a}};
        });
        target = -weight * slope;
        return weight * value;
    }
};
static_assert(Loss<bpr>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
