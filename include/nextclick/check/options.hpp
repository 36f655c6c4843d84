// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nextclick/core/gradient_check.hpp"
#include "nextclick/core/no_policy.hpp"

/// Checks of the hand-written gradients of one policy, of any family that has gradients, against central differences in double:
///     nextclick::check_policy(my_attention{}).worst < 1e-7
/// Each family has a header in this folder that documents what its check compares. Every check also tests what the contracts of the
/// rooms require of memory: gradients of parameters are added to, outputs are overwritten (memory that a policy
/// takes is filled with NaN before), and states are written. Whole models: check_model (model/batch_loss.hpp).
NEXTCLICK_BEGIN_NAMESPACE

/// The batch that a policy is checked on. Weights and inputs are normal random numbers, the same in every run.
struct check_options {
    std::size_t width = 5;                                  ///< of the rows that the policy reads; for a cell, its units
    std::vector<std::uint32_t> lengths = {14, 4, 3, 3, 1};  ///< events of each lane
    std::size_t items = 6;                                  ///< fewer than events, so that items repeat
    double weights = 0.5;                                   ///< standard deviation of the parameters
    double inputs = 1;                                      ///< standard deviation of inputs, states and scores
};

/// Selected for types of no family.
template <class Policy>
gradient_report check_policy(const Policy&, const check_options& = {}) {
    static_assert(sizeof(Policy) == 0,
                  "check_policy: the type is no policy of a family with gradients (cell, attention, pooling, encoder, input, loss, output "
                  "that computes rows, head, activation); a static_assert of the family's concept shows what is missing, for example "
                  "static_assert(nextclick::pooling::Pooling<my_pooling>)");
    return {};
}
/// Selected for combinations of what are no policies; the compiler says why.
template <NoPolicy Policy>
gradient_report check_policy(const Policy&, const check_options& = {}) {
    static_assert(sizeof(typename Policy::why) > 0);
    return {};
}

NEXTCLICK_END_NAMESPACE
