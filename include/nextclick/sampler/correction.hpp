// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/sampler/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

/// The logQ correction of a sampled softmax: values that are added to the scores before the loss, per item of the catalogue.
/// Empty: nothing is added. Ranking uses raw scores.
template <class T>
struct corrections {
    std::vector<T> target;  ///< for targets: a row's own column, and in-batch negatives
    std::vector<T> drawn;   ///< for the items drawn for the step
};

/// -logq log(support) for targets that are also in-batch negatives, -logq log(support^alpha) for drawn items: raw
/// supports, as in GRU4Rec's code; an item without support is treated as support 1. Without in-batch negatives a
/// target competes with drawn items only, and is corrected like one of them.
template <class T, Sampler S>
corrections<T> make_corrections(const S& sampler, const typename S::state& state, std::span<const std::uint32_t> support) {
    if (sampler.logq == 0) return {};
    corrections<T> c{std::vector<T>(support.size()), std::vector<T>(support.size())};
    for (item_index i = 0; i < support.size(); ++i) {
        const double drawn = sampler.drawn_log_weight(state, i);
        const double target = S::uses_batch ? std::log(std::max(1u, support[i])) : drawn;
        c.target[i] = static_cast<T>(-sampler.logq * target);
        c.drawn[i] = static_cast<T>(-sampler.logq * drawn);
    }
    return c;
}

}  // namespace sampler
NEXTCLICK_END_NAMESPACE
