// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/softmax_negatives.hpp"
#include "nextclick/loss/top1.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

/// Lt = sum s_j [a_j + b_j], s the softmax of the negatives alone, a_j = sig(r_j - r_i), b_j = sig(r_j²).
/// d/dr_i = -sum s_j a_j (1-a_j);  d/dr_k = s_k [(a_k + b_k - Lt) + a_k (1-a_k) + 2 r_k b_k (1-b_k)].
struct top1_max {
    static constexpr bool softmax = false;
    static std::string name() { return "top1_max"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) return detail::nothing_to_rank(target);
        const detail::softmax_negatives<T> softmax_of(target, negatives);
        const auto [norm, both, slope] = simd::sum_terms<3>(negatives, [&](auto x) {
            const auto [e, a] = softmax_of.weights(x);
            const auto b = detail::score_penalty(x).first;
            return std::array{e, e * (a + b), e * (a - a * a)};
        });
        const T share = T(1) / norm, value = both * share;
        simd::transform(negatives, [&](auto x) {
            const auto [e, a] = softmax_of.weights(x);
            const auto [b, b_slope] = detail::score_penalty(x);
            return e * share * ((a + b - value) + (a - a * a) + b_slope);
        });
        target = -slope * share;
        return value;
    }
};
static_assert(Loss<top1_max>);

}  // namespace loss
NEXTCLICK_END_NAMESPACE
