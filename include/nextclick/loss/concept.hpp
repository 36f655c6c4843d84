// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cassert>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "nextclick/core/fields.hpp"
#include "nextclick/simd/loss_row.hpp"

/// A loss is one function over a row of scores, with the target separate from the negatives.
/// `row(target, negatives)` returns the value and overwrites every score with its gradient.
/// requires  scores after the final activation; negatives may be empty (value and gradient are then 0)
/// ensures   scores of any finite magnitude give finite gradients; a NaN among the scores gives a NaN value, so that
///           training can stop
/// cost      one or two passes over the row, no allocation
/// Values and gradients: Hidasi et al. 2016 (TOP1, BPR), Hidasi & Karatzoglou 2018 (the -max losses). To write one:
/// copy hinge.hpp, and add it to the type list in tests/loss/concept_test.cpp.
NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

template <class L>
concept HasRow = requires(const L l, float& target, std::span<float> negatives, double& t, std::span<double> n) {
    { l.row(target, negatives) } -> std::same_as<float>;
    { l.row(t, n) } -> std::same_as<double>;
};
template <class L>
concept HasSoftmaxFlag = requires {
    { L::softmax } -> std::convertible_to<bool>;  // owns a softmax: the final activation of the output must be linear
};
template <class L>
concept HasName = requires {
    { L::name() } -> std::convertible_to<std::string>;
};

/// Result of a softmax row from the sums of its negatives: the loss, the gradient of the target, and that of a negative,
/// share * exp(score - max) - label.
template <class T>
struct finished_row {
    T value, target, share, label;
};
/// A loss that needs only these sums of the negatives, so that the whole catalogue can be streamed.
template <class L>
concept Streamable = requires(const L l, double x) {
    { l.finish_row(x, x, x, x, x) } -> std::same_as<finished_row<double>>;  // target, max, total, mean, number of negatives
    { l.uses_mean() } -> std::same_as<bool>;
};

template <class L>
concept Loss = HasRow<L> && HasSoftmaxFlag<L> && HasName<L>;

/// Losses of an earlier interface: members that decided how a loss is computed, and that nothing reads. Such a loss would be computed by
/// row() alone.
template <class L>
concept ClosesRows = !Streamable<L> && requires(const L l, double x) { l.close(x, x, x, x, x); };
template <class L>
concept PairsWithoutObjective =
    !requires { typename L::objective; } && requires(const L l, std::span<const double> x, std::span<double> dx) { l.pair(x, x, dx, dx); };
template <class L>
concept ListsWithoutObjective =
    !requires { typename L::objective; } && requires(const L l, std::span<float> scores, std::span<const std::uint32_t> relevant,
                                                     std::span<const float> share) { l.list(scores, relevant, share); };
template <class L>
struct present_spelling {
    static_assert(!ClosesRows<L>, "close() of a loss is not read any more: its name is finish_row() (loss/concept.hpp)");
    static_assert(!PairsWithoutObjective<L>,
                  "a loss with pair() names the objective that calls it: using objective = nextclick::objective::targets; "
                  "(objective/cosine.hpp)");
    static_assert(!ListsWithoutObjective<L>,
                  "a loss with list() names the objective that calls it, as in using objective = my_objective; (objective/concept.hpp)");
};
template <class L>
concept FormerSpelling = ClosesRows<L> || PairsWithoutObjective<L> || ListsWithoutObjective<L>;

namespace detail {
/// A row without negatives: value and gradient are 0, except that NaN stays NaN.
template <class T>
T nothing_to_rank(T& target) {
    return target = T(0) * target;
}
}  // namespace detail

}  // namespace loss
NEXTCLICK_END_NAMESPACE
