// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"

namespace nextclick::inline NEXTCLICK_ABI::sampler {

/// Draws from a fixed distribution in constant time. Source: Walker 1977, in the form of Vose 1991.
/// memory    8 bytes an item
class alias_table {
public:
    alias_table() = default;
    /// P(i) in proportion to weights[i]. Throws `argument_error` if none is positive, or one is negative or not finite.
    explicit alias_table(std::span<const double> weights) : cells_(weights.size()) {
        double total = 0;
        for (const double w : weights) {
            if (!(w >= 0) || !std::isfinite(w))
                throw argument_error("sampler: a weight of " + std::to_string(w) +
                                     " cannot be drawn from; weights must be finite and not negative");
            total += w;
        }
        if (!(total > 0)) throw argument_error("sampler: no item has a positive weight; is the training log empty?");
        const auto n = static_cast<double>(weights.size());
        std::vector<double> share(weights.size());
        std::vector<item_index> small, large;
        for (item_index i = 0; i < weights.size(); ++i) {
            share[i] = weights[i] / total * n;
            (share[i] < 1 ? small : large).push_back(i);
        }
        while (!small.empty() && !large.empty()) {
            const item_index s = small.back(), l = large.back();
            small.pop_back();
            cells_[s] = {threshold(share[s]), l};
            share[l] -= 1 - share[s];
            if (share[l] < 1) {
                large.pop_back();
                small.push_back(l);
            }
        }
        // What is left is full but for rounding.
        for (const item_index i : small) cells_[i] = {full, i};
        for (const item_index i : large) cells_[i] = {full, i};
    }

    std::size_t size() const { return cells_.size(); }
    /// From two random words. The cell is chosen with a bias below size / 2^32.
    item_index draw(std::uint32_t first, std::uint32_t second) const {
        const auto i = static_cast<item_index>((std::uint64_t{first} * cells_.size()) >> 32);
        return second < cells_[i].keep || cells_[i].keep == full ? i : cells_[i].other;
    }
    /// The probability of an item as the table holds it: for tests.
    double probability(item_index i) const {
        double p = 0;
        for (item_index c = 0; c < cells_.size(); ++c) {
            const double keep = cells_[c].keep == full ? 1 : cells_[c].keep * 0x1p-32;
            if (c == i) p += keep;
            if (cells_[c].other == i && c != i) p += 1 - keep;
        }
        return p / static_cast<double>(cells_.size());
    }

private:
    static constexpr std::uint32_t full = 0xffffffffu;
    static std::uint32_t threshold(double share) {
        return static_cast<std::uint32_t>(std::min(share * 0x1p32, 4294967294.0));
    }
    struct cell {
        std::uint32_t keep = full;  // of 2^32: the cell's own item; otherwise `other`
        item_index other = 0;
    };
    std::vector<cell> cells_;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::sampler
