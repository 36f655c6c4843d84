// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/draws_nothing.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace objective {
struct full_softmax;
}
namespace sampler {

/// Every item is a candidate of every row: the exact softmax of Tan, NARM, STAMP. The cost grows with the catalogue.
struct all_items : draws_nothing {
    using objective = nextclick::objective::full_softmax;
    static constexpr bool uses_batch = false;
    static constexpr double logq = 0;
    static constexpr bool mask_hits = false;
    static std::string name() { return "all_items"; }
};
static_assert(Sampler<all_items>);

}  // namespace sampler
NEXTCLICK_END_NAMESPACE
