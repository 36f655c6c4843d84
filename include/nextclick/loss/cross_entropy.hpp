// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// -r_i + lse(r) over target and negatives; gradient P - q with q the labels. With smoothing e over n columns the
/// target weighs 1 - e and every other column e / (n-1).
/// With l the log-sum-exp of the negatives alone, the row is a choice between two: 1 - P_i = sig(l - r_i), and the
/// value is softplus(l - r_i) + e (r_i - mean of the negatives). Nothing cancels, however sure the model is.
struct cross_entropy {
    double smoothing = 0;  ///< e, in [0, 1)

    static constexpr bool softmax = true;
    static std::string name() { return "cross_entropy"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        assert(smoothing >= 0 && smoothing < 1);
        if (negatives.empty()) return detail::nothing_to_rank(target);
        const T r = target, e = static_cast<T>(smoothing), n = static_cast<T>(negatives.size());
        const T mean = smoothing == 0 ? r : simd::sum<simd::default_arch, T>(negatives) / n;
        const T most = simd::max<simd::default_arch, T>(negatives);
        const T total = simd::map_terms<1>(negatives, [most](auto x) {
            const auto p = simd::exp(x - most);
            return std::pair{p, std::array{p}};
        })[0];
        const T behind = (most - r) + std::log(total);
        const T miss = simd::plain::sigmoid(behind), share = miss / total, label = e / n;
        simd::transform(negatives, [share, label](auto p) { return p * share - label; });
        target = e - miss;
        return simd::plain::softplus(behind) + e * (r - mean);
    }
};
static_assert(Loss<cross_entropy>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
