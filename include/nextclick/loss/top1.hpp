// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

namespace detail {
/// b = sig(x²) and its slope 2 x b (1-b), from f = e^(-x²): the term that regularises scores towards 0. b (1-b) is computed
/// as f / (1+f)², without the cancellation of 1 - b.
template <class V>
std::pair<V, V> score_penalty(V x) {
    const V f = simd::exp(-(x * x)), b = V(1) / (V(1) + f);
    return {b, (x + x) * (f * b * b)};
}
}  // namespace detail

/// 1/N sum [a_j + b_j] with a_j = sig(r_j - r_i), b_j = sig(r_j²); the second term regularises the scores towards 0.
/// d/dr_i = -1/N sum a_j (1-a_j);  d/dr_k = 1/N [a_k (1-a_k) + 2 r_k b_k (1-b_k)].
struct top1 {
    static constexpr bool softmax = false;
    static std::string name() { return "top1"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) return detail::nothing_to_rank(target);
        const T r = target, weight = T(1) / static_cast<T>(negatives.size());
        const auto [value, slope] = simd::map_terms<2>(negatives, [r, weight](auto x) {
            const auto a = simd::sigmoid(x - r), pull = a - a * a;
            const auto [b, b_slope] = detail::score_penalty(x);
            return std::pair{(pull + b_slope) * weight, std::array{a + b, pull}};
        });
        target = -weight * slope;
        return weight * value;
    }
};
static_assert(Loss<top1>);

}  // namespace loss
NEXTCLICK_END_NAMESPACE
