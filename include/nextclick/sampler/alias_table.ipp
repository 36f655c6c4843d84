// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/sampler/alias_table.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

NEXTCLICK_INLINE alias_table::alias_table(std::span<const double> weights) : cells_(weights.size()) {
    const double total = total_of(weights);
    const auto n = static_cast<double>(weights.size());
    std::vector<double> share(weights.size());  // in cells: 1 fills one
    std::vector<item_index> small, large;
    for (item_index i = 0; i < weights.size(); ++i) {
        share[i] = weights[i] / total * n;
        (share[i] < 1 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
        const item_index s = small.back(), l = large.back();
        small.pop_back();
        cells_[s] = {static_cast<std::uint64_t>(share[s] * 0x1p64), l};
        share[l] -= 1 - share[s];
        if (share[l] < 1) {
            large.pop_back();
            small.push_back(l);
        }
    }
    // The remaining cells are full up to rounding.
    for (const item_index i : small) cells_[i] = {0, i};
    for (const item_index i : large) cells_[i] = {0, i};
}

NEXTCLICK_INLINE item_index alias_table::draw(std::uint32_t high, std::uint32_t low) const {
    const std::uint64_t n = cells_.size();
    const std::uint64_t lower = low * n, upper = high * n + (lower >> 32);
    const auto i = static_cast<item_index>(upper >> 32);
    const std::uint64_t fraction = (upper << 32) | (lower & 0xffffffffu);
    const cell& c = cells_[i];
    const item_index chosen[2] = {c.other, i};  // branchless: the outcome is unpredictable
    return chosen[fraction < c.keep];
}

NEXTCLICK_INLINE void alias_table::draw(std::span<const std::uint32_t> words, std::span<item_index> out) const {
    assert(words.size() == 2 * out.size());
    const std::uint64_t n = cells_.size();
    constexpr std::size_t block = 64;
    for (std::size_t i = 0; i < out.size(); i += block) {
        const std::size_t end = std::min(out.size(), i + block);
        for (std::size_t j = i; j < end; ++j) __builtin_prefetch(cells_.data() + ((words[2 * j] * n + (words[2 * j + 1] * n >> 32)) >> 32));
        for (std::size_t j = i; j < end; ++j) out[j] = draw(words[2 * j], words[2 * j + 1]);
    }
}

NEXTCLICK_INLINE std::vector<double> alias_table::probabilities() const {
    std::vector<double> p(cells_.size());
    const double width = 1 / static_cast<double>(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i) {
        const double keep = static_cast<double>(cells_[i].keep) * 0x1p-64;
        p[i] += keep * width;
        p[cells_[i].other] += (1 - keep) * width;
    }
    return p;
}

NEXTCLICK_INLINE double alias_table::total_of(std::span<const double> weights) {
    double total = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!(weights[i] >= 0) || !std::isfinite(weights[i]))
            throw argument_error("sampler: weight " + std::to_string(weights[i]) + " of item " + std::to_string(i) +
                                 " cannot be drawn from; weights must be finite and not negative");
        total += weights[i];
    }
    if (!(total > 0) || !std::isfinite(total))
        throw argument_error("sampler: the weights of " + std::to_string(weights.size()) + " items sum to " + std::to_string(total) +
                             "; at least one must be positive, and their sum finite");
    return total;
}

}  // namespace sampler

NEXTCLICK_END_NAMESPACE
