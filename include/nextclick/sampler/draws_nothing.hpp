// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

/// Base of `all_items` and `in_batch`: no draws.
struct draws_nothing {
    using state = no_state;
    static constexpr std::size_t count() { return 0; }
    state prepare(std::span<const std::uint32_t>) const { return {}; }
    void draw(const state&, random_stream, std::span<item_index>) const {}
    double drawn_log_weight(const state&, item_index) const { return 0; }
};

}  // namespace sampler
NEXTCLICK_END_NAMESPACE
