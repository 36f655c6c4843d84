// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/concept.hpp"
#include "nextclick/simd/random.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

/// `samples` items a step, with replacement, uniform over the catalogue, including items that do not occur in training.
/// cost  one random word a draw
struct uniform {
    std::size_t samples = 2048;
    double logq = 0;
    bool mask_hits = false;

    static constexpr bool uses_batch = false;
    static std::string name() { return "uniform"; }
    static constexpr auto options() {
        return field_list{field{"samples", &uniform::samples}, field{"logq", &uniform::logq}, field{"mask_hits", &uniform::mask_hits}};
    }

    struct state {
        std::uint32_t items = 0;
    };

    constexpr std::size_t count() const { return samples; }
    state prepare(std::span<const std::uint32_t> support) const {
        detail::check_logq(logq, name());
        detail::check_draws(samples, support.size(), name());
        return {static_cast<std::uint32_t>(support.size())};
    }
    void draw(const state& s, random_stream random, std::span<item_index> out) const {
        simd::random_words(random, 0, out);
        for (item_index& word : out) word = static_cast<item_index>((std::uint64_t{word} * s.items) >> 32);
    }
    double drawn_log_weight(const state&, item_index) const { return 0; }
};
static_assert(Sampler<uniform>);

}  // namespace sampler
NEXTCLICK_END_NAMESPACE
