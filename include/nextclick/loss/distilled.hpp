// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "nextclick/loss/cross_entropy.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// Learning with privileged information (Tan's M3): (1-l) CE(P, onehot) + l CE(P, P*), with P* what a teacher says who
/// knows more; gradient P - [(1-l) onehot + l P*]. The teacher enters by `distilled_objective` (model/). A row without a
/// teacher, and whoever trains on this loss by itself, has the hard label alone: cross_entropy.
struct distilled {
    double weight = 0.2;  ///< l, in [0, 1]

    static constexpr bool softmax = true;
    static std::string name() { return "distilled"; }
    static constexpr auto options() { return field_list{field{"weight", &distilled::weight}}; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        return cross_entropy{}.row(target, negatives);
    }
    static constexpr bool uses_mean() { return false; }
    template <class T>
    closed_row<T> close(T target, T most, T total, T mean, T n) const {
        return cross_entropy{}.close(target, most, total, mean, n);
    }
    /// A row with a teacher, whose expected score is `taught` = sum P*_j r_j: value and gradients of CE(P, onehot) plus
    /// l (onehot - P*), but for the part -l P*_j of every item.
    template <class T>
    closed_row<T> close_taught(T target, T most, T total, T taught) const {
        const T l = static_cast<T>(weight);
        const auto hard = cross_entropy{}.close(target, most, total, T(0), T(1));
        return {hard.value + l * (target - taught), hard.target + l, hard.share, T(0)};
    }
};
static_assert(Loss<distilled> && Closes<distilled>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
