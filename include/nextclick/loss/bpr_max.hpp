// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// -log A + lambda Q with A = sum s_j p_j, Q = sum s_j r_j², s the softmax of the negatives alone, p_j = sig(r_i - r_j).
/// With w_j = s_j p_j / A and a_j = 1 - p_j:
/// d/dr_i = -sum w_j a_j;  d/dr_k = s_k - w_k p_k + lambda s_k (r_k² - Q + 2 r_k).
/// Because e^(r_j - r_i) p_j = a_j, the weights are w_j = a_j / sum a and log A = r_i - lse(r) + log sum a: no epsilon,
/// no product of two small numbers.
struct bpr_max {
    double regularisation = 1;  ///< lambda, GRU4Rec's bpreg

    static constexpr bool softmax = false;
    static std::string name() { return "bpr_max"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        using vec = xsimd::batch<T>;
        if (negatives.empty()) return target = target - target;
        const T top = simd::max<simd::default_arch, T>(negatives);
        const vec r(target), one(T(1)), most(top), lambda(static_cast<T>(regularisation));
        // Where all a_j underflow (the target far ahead), they are scaled by e^(r_i - top): e^(r_j - top) p_j.
        const bool ahead = top < target;
        const auto weight = [&](vec e, vec a) { return ahead ? e * (one - a) : a; };
        const auto [norm, squares, total, slope] = simd::sum_terms<4>(negatives, [&](vec x) {
            const vec e = simd::exp(x - most), a = simd::sigmoid(x - r), t = weight(e, a);
            return std::array{e, e * x * x, t, t * a};
        });
        const T q = squares / norm;
        const vec share(T(1) / norm), weight_share(T(1) / total), level(q), two(T(2));
        simd::map(negatives, [&](vec x) {
            const vec e = simd::exp(x - most), a = simd::sigmoid(x - r), s = e * share;
            const vec pull = weight(e, a) * weight_share * (one - a);
            return s - pull + lambda * s * (x * (x + two) - level);
        });
        const T log_a = (ahead ? T(0) : target - top) - std::log(norm) + std::log(total);
        target = -slope / total;
        return static_cast<T>(regularisation) * q - log_a;
    }
};
static_assert(Loss<bpr_max>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
