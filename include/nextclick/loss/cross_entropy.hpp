// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

/// -r_i + lse(r) over target and negatives; gradient P - q with q the labels. With smoothing e over n columns the
/// target weighs 1 - e and every other column e / (n-1).
/// With l the log-sum-exp of the negatives, the row is a binary choice: 1 - P_i = sig(l - r_i), and the
/// value is softplus(l - r_i) + e (r_i - mean of the negatives). Neither expression cancels when P_i is close to 1.
struct cross_entropy {
    double smoothing = 0;  ///< e, in [0, 1)

    static constexpr bool softmax = true;
    static std::string name() { return "cross_entropy"; }
    static constexpr auto options() { return field_list{field{"smoothing", &cross_entropy::smoothing}}; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) return detail::nothing_to_rank(target);
        const T n = static_cast<T>(negatives.size());
        const T mean = !uses_mean() ? target : simd::sum<simd::default_arch, T>(negatives) / n;
        const T max = simd::max<simd::default_arch, T>(negatives);
        const T total = simd::map_terms<1>(negatives, [max](auto x) {
            const auto p = simd::exp(x - max);
            return std::pair{p, std::array{p}};
        })[0];
        const auto end = finish_row(target, max, total, mean, n);
        simd::transform(negatives, [share = end.share, label = end.label](auto p) { return p * share - label; });
        target = end.target;
        return end.value;
    }

    /// A row whose n > 0 negatives are given by their sums: maximum, total = sum of exp(score - max), mean.
    bool uses_mean() const { return smoothing != 0; }
    template <class T>
    finished_row<T> finish_row(T target, T max, T total, T mean, T n) const {
        assert(smoothing >= 0 && smoothing < 1);
        const T e = static_cast<T>(smoothing), behind = (max - target) + std::log(total);
        const T miss = simd::plain::sigmoid(behind);
        return {simd::plain::softplus(behind) + (e == 0 ? T(0) : e * (target - mean)), e - miss, miss / total, e / n};
    }
};
static_assert(Loss<cross_entropy> && Streamable<cross_entropy>);

}  // namespace loss
NEXTCLICK_END_NAMESPACE
