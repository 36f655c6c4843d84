// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <span>
#include <string>

#include "nextclick/simd/loss_row.hpp"

/// A loss is one function over a row of scores, the target apart from the negatives.
/// `row(target, negatives)` returns the value and overwrites every score with its gradient. Scores may be of any
/// magnitude; NaN goes through, so that training can stop. Values and gradients: models.md 1.5 (Hidasi et al. 2016,
/// Hidasi & Karatzoglou 2018). To write one: copy hinge.hpp, add it to the type list in tests/loss/loss_test.cpp.
namespace nextclick::inline NEXTCLICK_ABI::loss {

template <class L>
concept HasRow = requires(const L l, float& target, std::span<float> negatives, double& t, std::span<double> n) {
    { l.row(target, negatives) } -> std::same_as<float>;
    { l.row(t, n) } -> std::same_as<double>;
};
template <class L>
concept SaysSoftmax = requires {
    { L::softmax } -> std::convertible_to<bool>;  // owns a softmax: the final activation of the output must be linear
};
template <class L>
concept HasName = requires {
    { L::name() } -> std::convertible_to<std::string>;
};

template <class L>
concept Loss = HasRow<L> && SaysSoftmax<L> && HasName<L>;

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
