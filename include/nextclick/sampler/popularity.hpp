// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "nextclick/sampler/alias_table.hpp"
#include "nextclick/sampler/concept.hpp"
#include "nextclick/simd/random.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

/// `samples` items a step, with replacement, P(i) ~ support_i^alpha: alpha 0 is uniform over the items that occur, 1 is
/// popularity. Items that never occur in training are not drawn. Source: Hidasi & Karatzoglou 2018.
/// cost  two random words a draw.  memory  20 bytes an item
struct popularity {
    std::size_t samples = 2048;
    double alpha = 0.75;
    double logq = 0;
    bool mask_hits = false;

    static constexpr bool uses_batch = false;
    static std::string name() { return "popularity"; }
    static constexpr auto options() {
        return field_list{field{"samples", &popularity::samples}, field{"alpha", &popularity::alpha}, field{"logq", &popularity::logq},
                          field{"mask_hits", &popularity::mask_hits}};
    }

    struct state {
        alias_table table;
        std::vector<std::uint32_t> support;
    };

    constexpr std::size_t count() const { return samples; }
    state prepare(std::span<const std::uint32_t> support) const;
    void draw(const state& s, random_stream random, std::span<item_index> out) const;
    double drawn_log_weight(const state& s, item_index i) const { return alpha * std::log(std::max(1u, s.support[i])); }
};
static_assert(Sampler<popularity>);

}  // namespace sampler
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/sampler/popularity.ipp"
#endif
