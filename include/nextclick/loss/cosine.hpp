// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>

#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// 1 - cos(q, e), with e the table's row of the target and no negatives: Tan's M4 against a frozen table, RIB against a
/// learned one. d/dq = -(e / |e| - cos q / |q|) / |q|, and the same the other way round.
/// Needs sampler::targets_only, and output::cosine so that ranking goes by the cosine too.
struct cosine {
    static constexpr bool softmax = false;
    static std::string name() { return "cosine"; }

    /// The loss of one query; its gradients overwrite dq and d_row. A vector of zeros has no direction: value 1,
    /// gradients 0.
    template <class T>
    T pair(std::span<const T> q, std::span<const T> row, std::span<T> dq, std::span<T> d_row) const {
        const T q_norm = std::sqrt(simd::sum_squares(q)), row_norm = std::sqrt(simd::sum_squares(row));
        std::fill(dq.begin(), dq.end(), T(0));
        std::fill(d_row.begin(), d_row.end(), T(0));
        if (q_norm == 0 || row_norm == 0) return T(1);
        const T value = simd::dot(q, row) / q_norm / row_norm;
        simd::axpy(-1 / q_norm / row_norm, row, dq);
        simd::axpy(value / q_norm / q_norm, q, dq);
        simd::axpy(-1 / q_norm / row_norm, q, d_row);
        simd::axpy(value / row_norm / row_norm, row, d_row);
        return 1 - value;
    }
    /// The same seen from the score, where scores are cosines: negatives count for nothing.
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        std::fill(negatives.begin(), negatives.end(), T(0));
        const T value = 1 - target;
        target = T(0) * target - 1;
        return value;
    }
};
static_assert(Loss<cosine> && OfTargets<cosine> && !Closes<cosine>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
