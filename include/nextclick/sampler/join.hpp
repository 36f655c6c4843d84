// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "nextclick/sampler/in_batch.hpp"

namespace nextclick::inline NEXTCLICK_ABI::sampler {

/// The other rows' targets, and items drawn for the step: GRU4Rec's in-batch plus additional samples.
template <class InBatch, Sampler Drawn>
struct join {
    static_assert(std::is_same_v<InBatch, in_batch>, "sampler::join: the first must be in_batch");
    static_assert(!Drawn::uses_batch && !Drawn::uses_all,
                  "sampler::join: the second must draw items of its own, like popularity or uniform");
    [[no_unique_address]] Drawn drawn{};
    double logq = 0;  ///< of both groups; what `drawn` says of it is not used
    bool mask_hits = false;

    static constexpr bool uses_batch = true, uses_all = false;
    static std::string name() { return "join<in_batch, " + Drawn::name() + ">"; }
    using state = typename Drawn::state;

    std::size_t count() const { return drawn.count(); }
    state prepare(std::span<const std::uint32_t> support) const { return drawn.prepare(support); }
    void draw(const state& s, random_stream random, std::span<item_index> out) const { drawn.draw(s, random, out); }
    double drawn_log_weight(const state& s, item_index i) const { return drawn.drawn_log_weight(s, i); }
};

}  // namespace nextclick::inline NEXTCLICK_ABI::sampler
