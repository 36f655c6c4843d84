// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "nextclick/sampler/in_batch.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

namespace detail {
template <class First>
struct not_in_batch {
    static_assert(std::is_same_v<First, in_batch>, "sampler::join: the first must be in_batch");
};
template <class S>
concept DrawsItems = Sampler<S> && !S::uses_batch && !requires { typename S::objective; };
template <class Drawn>
struct draws_none {
    static_assert(sizeof(Drawn) == 0, "sampler::join: the second must draw items of its own, like popularity or uniform");
};
}  // namespace detail

// Of what is not in_batch, or no sampler.
template <class InBatch, class Drawn>
struct join : no_policy<fault_unless<std::is_same_v<InBatch, in_batch>, detail::not_in_batch<InBatch>>, part_fault<Drawn>,
                        fault_unless<detail::DrawsItems<Drawn>, detail::draws_none<Drawn>>> {
    constexpr join(const auto&...) { static_assert(sizeof(typename join::why) > 0); }
};
/// The other rows' targets, and items drawn for the step: GRU4Rec's in-batch plus additional samples.
template <detail::DrawsItems Drawn>
struct join<in_batch, Drawn> {
    [[no_unique_address]] Drawn drawn{};
    double logq = 0;         ///< for both groups; must not be set in `drawn`
    bool mask_hits = false;  ///< for both groups; must not be set in `drawn`

    static constexpr bool uses_batch = true;
    static std::string name() { return "join<in_batch, " + Drawn::name() + ">"; }
    static constexpr auto options() {
        return field_list{field{"drawn", &join::drawn}, field{"logq", &join::logq}, field{"mask_hits", &join::mask_hits}};
    }
    using state = typename Drawn::state;

    constexpr std::size_t count() const { return drawn.count(); }
    state prepare(std::span<const std::uint32_t> support) const {
        detail::check_logq(logq, name());
        if (drawn.logq != 0 || drawn.mask_hits)
            throw argument_error("sampler::" + name() +
                                 ": logq and mask_hits apply to both groups; give them to the join, not to its `drawn`");
        return drawn.prepare(support);
    }
    void draw(const state& s, random_stream random, std::span<item_index> out) const { drawn.draw(s, random, out); }
    double drawn_log_weight(const state& s, item_index i) const { return drawn.drawn_log_weight(s, i); }
};

template <detail::DrawsItems Drawn>
inline constexpr bool states_uses_all<join<in_batch, Drawn>> = states_uses_all<Drawn>;

}  // namespace sampler
NEXTCLICK_END_NAMESPACE
