// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace sampler {

/// Draws from a fixed distribution in constant time. Source: Walker 1977, in the form of Vose 1991.
/// cost      one cache line a draw; constructed in linear time.  memory  16 bytes an item
class alias_table {
public:
    alias_table() = default;
    /// P(i) in proportion to weights[i]. Throws `argument_error` if no weight is positive, or one is negative or not finite.
    explicit alias_table(std::span<const double> weights);

    std::size_t size() const { return cells_.size(); }

    /// Draws from 64 random bits in two words, as the product bits x size: its integer part is the cell, its fraction selects one of
    /// the cell's two items. The bias is below size / 2^64.
    item_index draw(std::uint32_t high, std::uint32_t low) const;

    /// draw() for every two words. Cells are scattered in memory, so all are prefetched before the first is read.
    void draw(std::span<const std::uint32_t> words, std::span<item_index> out) const;

    /// The distribution that the table holds.
    std::vector<double> probabilities() const;

private:
    static double total_of(std::span<const double> weights);
    struct cell {
        std::uint64_t keep = 0;  // threshold of 2^64: below it the cell's own item, otherwise `other`
        item_index other = 0;
    };
    std::vector<cell> cells_;
};

}  // namespace sampler
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/sampler/alias_table.ipp"
#endif
