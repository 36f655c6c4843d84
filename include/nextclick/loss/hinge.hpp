// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

/// 1/N sum max(0, margin - r_i + r_j); d/dr_i = -(active)/N, d/dr_k = 1/N where active.
struct hinge {
    double margin = 1;

    static constexpr bool softmax = false;
    static std::string name() { return "hinge"; }
    static constexpr auto options() { return field_list{field{"margin", &hinge::margin}}; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) return detail::nothing_to_rank(target);
        const T weight = T(1) / static_cast<T>(negatives.size()), shift = static_cast<T>(margin) - target;
        const auto [value, active] = simd::map_terms<2>(negatives, [shift, weight](auto x) {
            const auto on = simd::is_positive(x + shift);
            return std::pair{on * weight, std::array{simd::positive_part(x + shift), on}};
        });
        target = -weight * active;
        return weight * value;
    }
};
static_assert(Loss<hinge>);

}  // namespace loss
NEXTCLICK_END_NAMESPACE
