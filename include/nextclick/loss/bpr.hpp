// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

/// 1/N sum softplus(r_j - r_i); d/dr_i = -1/N sum a_j, d/dr_k = a_k / N, with a_j = sig(r_j - r_i).
/// `sum` omits the division by N, as GRU4Rec's code does.
struct bpr {
    bool sum = false;

    static constexpr bool softmax = false;
    static std::string name() { return "bpr"; }
    static constexpr auto options() { return field_list{field{"sum", &bpr::sum}}; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) return detail::nothing_to_rank(target);
        const T r = target, weight = sum ? T(1) : T(1) / static_cast<T>(negatives.size());
        const auto [value, slope] = simd::map_terms<2>(negatives, [r, weight](auto x) {
            const auto a = simd::sigmoid(x - r);
            return std::pair{a * weight, std::array{simd::softplus(x - r), a}};
        });
        target = -weight * slope;
        return weight * value;
    }
};
static_assert(Loss<bpr>);

}  // namespace loss
NEXTCLICK_END_NAMESPACE
