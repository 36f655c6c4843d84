// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler::detail {

NEXTCLICK_INLINE void check_logq(double logq, const std::string& name) {
    if (!(logq >= 0 && logq <= 1))
        throw argument_error("sampler::" + name + ": logq " + std::to_string(logq) +
                             " is outside [0, 1]; give the share of the correction, 0 for none and 1 for all of it");
}

NEXTCLICK_INLINE void check_draws(std::size_t samples, std::size_t items, const std::string& name) {
    if (samples == 0) throw argument_error("sampler::" + name + ": 0 samples; give at least 1, or use in_batch");
    constexpr std::size_t max = std::size_t{1} << 24;
    if (samples > max)
        throw argument_error("sampler::" + name + ": " + std::to_string(samples) + " samples a step; give some thousands, " +
                             std::to_string(max) + " at most, or use sampler::all_items");
    if (items == 0) throw argument_error("sampler::" + name + ": the catalogue is empty; read a click log first");
}

}  // namespace sampler::detail

NEXTCLICK_END_NAMESPACE
