// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>

#include "nextclick/core/config.hpp"

/// A cost model, evaluated before anything runs. It counts the multiply-adds of matrix products and of attention pairs, and the
/// bytes of parameters that must be read or written at least once. It ignores element-wise work (gates, activations, losses,
/// dropout), which is of lower order and runs on results of products that are still in cache.
NEXTCLICK_BEGIN_NAMESPACE
namespace cost {

/// The cost of a policy for one row (event) of a batch. Every input, encoder (through its cell) and pooling defines
/// `constexpr cost::layer cost(width of its input) const`.
struct layer {
    std::size_t forward = 0;       ///< multiply-adds
    std::size_t backward = 0;      ///< multiply-adds, for the gradients of weights and input
    std::size_t through_time = 0;  ///< multiply-adds of the gradient with respect to the previous step's state, if there is one
    std::size_t dense = 0;         ///< numbers in dense parameters, all of which a batch uses
    std::size_t gathered = 0;      ///< numbers in the table rows that one event looks up

    friend constexpr layer operator+(const layer& a, const layer& b) {
        return {a.forward + b.forward, a.backward + b.backward, a.through_time + b.through_time, a.dense + b.dense,
                a.gathered + b.gathered};
    }
};

/// A product x W of a row with a dense (in, out) matrix: forward, and the gradients of both.
constexpr layer product(std::size_t in, std::size_t out) {
    return {.forward = in * out, .backward = 2 * in * out, .through_time = 0, .dense = in * out, .gathered = 0};
}

/// The cost of a row whose output depends on `keys` rows of its lane, if the policy defines it; otherwise the cost of a row. Wrappers pass
/// `keys` on by this function: sessions of a policy whose cost grows with `keys` are cut (model/long_sessions.hpp).
template <class Policy>
constexpr layer of_row(const Policy& policy, std::size_t in, std::size_t keys) {
    if constexpr (requires { policy.cost(in, keys); })
        return policy.cost(in, keys);
    else
        return policy.cost(in);
}

/// The cost of a whole step, click or ranking.
struct total {
    double multiply_adds = 0, bytes = 0;
};

/// Peak rates of a machine: multiply-adds per second (half the floating-point operations) and bytes per second.
struct machine {
    double multiply_adds, bytes;
};

/// A lower bound of the run time, if arithmetic and memory transfers overlap fully.
constexpr double least_seconds(const total& work, const machine& m) {
    return std::max(work.multiply_adds / m.multiply_adds, work.bytes / m.bytes);
}

}  // namespace cost
NEXTCLICK_END_NAMESPACE
