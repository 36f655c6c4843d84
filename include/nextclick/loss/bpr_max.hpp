// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/softmax_negatives.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

/// -log A + lambda Q with A = sum s_j p_j, Q = sum s_j r_j², s the softmax of the negatives alone, p_j = sig(r_i -
/// r_j). With w_j = s_j p_j / A and a_j = 1 - p_j: d/dr_i = -sum w_j a_j;  d/dr_k = s_k - w_k p_k + lambda s_k (r_k² -
/// Q + 2 r_k). No epsilon and no product of two small numbers: while some negative is ahead of the target, e^(r_j -
/// r_i) p_j = a_j gives w_j = a_j / sum a and log A = r_i - lse(r) + log sum a; once the target is ahead of all of
/// them, A = 1 - sum s_j a_j with every a_j below one half.
struct bpr_max {
    double regularisation = 1;  ///< lambda, GRU4Rec's bpreg

    static constexpr bool softmax = false;
    static std::string name() { return "bpr_max"; }
    static constexpr auto options() { return field_list{field{"regularisation", &bpr_max::regularisation}}; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) return detail::nothing_to_rank(target);
        const T lambda = static_cast<T>(regularisation), r = target;
        const detail::softmax_negatives<T> softmax_of(target, negatives);
        const bool ahead = softmax_of.ahead();
        const auto [norm, squares, misses, slope] = simd::sum_terms<4>(negatives, [&](auto x) {
            const auto [e, a] = softmax_of.weights(x);
            const auto miss = ahead ? e * a : a, pull = ahead ? miss - miss * a : a * a;
            return std::array{e, e * x * x, miss, pull};
        });
        const T share = T(1) / norm, q = squares * share;
        const T weight = T(1) / (ahead ? norm - misses : misses);
        simd::transform(negatives, [&](auto x) {
            const auto [e, a] = softmax_of.weights(x);
            const auto s = e * share, p = T(1) - a;
            const auto w = (ahead ? e * p : a) * weight;
            // s multiplies x before the other factor: far below the top s is 0, while x² may be infinite.
            return s - w * p + (s * x * (x + T(2)) - s * q) * lambda;
        });
        target = -slope * weight;
        const T log_a = ahead ? std::log1p(-misses * share) : (r - softmax_of.top) + std::log(misses * share);
        return lambda * q - log_a;
    }
};
static_assert(Loss<bpr_max>);

}  // namespace loss
NEXTCLICK_END_NAMESPACE
