// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "nextclick/output/concept.hpp"
#include "nextclick/simd/vector.hpp"

/// Converts a row of scores into a row of gradients: final activation, loss, and the derivative of the activation.
NEXTCLICK_BEGIN_NAMESPACE
namespace objective::detail {

/// Moves the excluded candidates (ascending) to the end by exchanging each with one of the last; `put_back` undoes it.
template <class T>
std::span<T> move_to_end(std::span<T> row, std::span<const std::uint32_t> excluded) {
    std::size_t end = row.size();
    for (std::size_t i = excluded.size(); i-- > 0;) std::swap(row[excluded[i]], row[--end]);
    return row.first(end);
}
template <class T>
void put_back(std::span<T> row, std::span<const std::uint32_t> excluded) {
    std::size_t end = row.size() - excluded.size();
    for (const std::uint32_t candidate : excluded) std::swap(row[candidate], row[end++]);
}

/// Scratch elements that `score_row` needs for a row.
template <class Activation>
constexpr std::size_t score_row_scratch(std::size_t candidates) {
    return output::LinearActivation<Activation> ? 0 : candidates + 1;
}

/// Overwrites the scores of a row and of its target with gradients, scaled; returns the loss.
/// shapes    excluded: candidates that are not negatives, ascending (the own target, accidental hits); their
///           gradients are 0.  y: scratch, score_row_scratch(row.size())
template <class Loss, class Activation, class T>
T score_row(const Loss& loss, const Activation& activation, std::span<T> row, T& target, std::span<const std::uint32_t> excluded, T scale,
            [[maybe_unused]] T* y) {
    const std::span<T> negatives = move_to_end(row, excluded);
    const std::size_t n = negatives.size();
    if constexpr (!output::LinearActivation<Activation>) {
        activation.forward(negatives);
        activation.forward(std::span<T>(&target, 1));
        std::copy_n(negatives.data(), n, y);
        y[n] = target;
    }
    const T value = loss.row(target, negatives);
    if constexpr (!output::LinearActivation<Activation>) {
        activation.backward(std::span<const T>(y, n), negatives);
        activation.backward(std::span<const T>(y + n, 1), std::span<T>(&target, 1));
    }
    simd::scale(scale, negatives);
    target *= scale;
    std::fill(row.begin() + static_cast<std::ptrdiff_t>(n), row.end(), T(0));
    put_back(row, excluded);
    return value;
}

}  // namespace objective::detail
NEXTCLICK_END_NAMESPACE
