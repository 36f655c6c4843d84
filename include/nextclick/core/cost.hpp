// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>

#include "nextclick/core/config.hpp"

/// What work costs before anything runs. Counted are the multiply-adds of matrix products and of the pairs of an
/// attention, and the bytes of parameters that must travel at least once. Element-wise work (gates, activations, losses,
/// dropout) is not: it is of another order, and runs in cache on what the products have just made.
NEXTCLICK_BEGIN_NAMESPACE
namespace cost {

/// What a policy does for one row (event) of a batch; every one of input, encoder (its cell) and pooling states it as
/// `constexpr cost::layer cost(width of its input) const`.
struct layer {
    std::size_t forward = 0;   ///< multiply-adds
    std::size_t backward = 0;  ///< multiply-adds, for the gradients of weights and input
    std::size_t through = 0;   ///< multiply-adds that carry the gradient to the step before, where there is one
    std::size_t dense = 0;     ///< numbers in dense parameters, which a batch uses whole
    std::size_t gathered = 0;  ///< numbers in the table rows that one event looks up

    friend constexpr layer operator+(const layer& a, const layer& b) {
        return {a.forward + b.forward, a.backward + b.backward, a.through + b.through, a.dense + b.dense, a.gathered + b.gathered};
    }
};

/// A product x W of a row with a dense (in, out) matrix, forward and back to both.
constexpr layer product(std::size_t in, std::size_t out) {
    return {.forward = in * out, .backward = 2 * in * out, .through = 0, .dense = in * out, .gathered = 0};
}

/// What a whole step, click or ranking costs.
struct total {
    double multiply_adds = 0, bytes = 0;
};

/// What a machine can do at most: multiply-adds a second (half the floating-point operations), bytes a second.
struct machine {
    double multiply_adds, bytes;
};

/// The time below which no program gets, with arithmetic and memory side by side.
constexpr double least_seconds(const total& work, const machine& m) {
    return std::max(work.multiply_adds / m.multiply_adds, work.bytes / m.bytes);
}

}  // namespace cost
NEXTCLICK_END_NAMESPACE
