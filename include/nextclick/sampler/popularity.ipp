// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/popularity.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

NEXTCLICK_INLINE popularity::state popularity::prepare(std::span<const std::uint32_t> support) const {
    detail::check_logq(logq, name());
    detail::check_draws(samples, support.size(), name());
    if (!(alpha >= 0 && std::isfinite(alpha)))
        throw argument_error("sampler::popularity: alpha " + std::to_string(alpha) +
                             " is invalid; give 0 (uniform) to 1 (popularity), or a little more");
    if (std::all_of(support.begin(), support.end(), [](std::uint32_t n) { return n == 0; }))
        throw argument_error("sampler::popularity: none of the " + std::to_string(support.size()) +
                             " items occurs in the training log; train on a log with clicks on this catalogue, or "
                             "use sampler::uniform");
    std::vector<double> weights(support.size());
    for (std::size_t i = 0; i < support.size(); ++i) weights[i] = support[i] == 0 ? 0 : std::pow(support[i], alpha);
    return {alias_table(weights), {support.begin(), support.end()}};
}

NEXTCLICK_INLINE void popularity::draw(const state& s, random_stream random, std::span<item_index> out) const {
    constexpr std::size_t block = 128;
    std::uint32_t words[2 * block];
    for (std::size_t i = 0; i < out.size(); i += block) {
        const std::size_t n = std::min(block, out.size() - i);
        simd::random_words(random, 2 * i, std::span(words, 2 * n));
        s.table.draw(std::span<const std::uint32_t>(words, 2 * n), out.subspan(i, n));
    }
}

}  // namespace sampler

NEXTCLICK_END_NAMESPACE
