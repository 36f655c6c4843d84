// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/draws_nothing.hpp"

namespace nextclick::inline NEXTCLICK_ABI::sampler {

/// No negatives at all: for losses of a query and its target alone (loss::cosine).
struct targets_only : draws_nothing {
    static constexpr bool uses_batch = false, uses_all = false;
    static constexpr double logq = 0;
    static constexpr bool mask_hits = false;
    static std::string name() { return "targets_only"; }
};
static_assert(Sampler<targets_only>);

}  // namespace nextclick::inline NEXTCLICK_ABI::sampler
