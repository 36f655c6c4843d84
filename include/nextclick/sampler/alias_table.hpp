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
/// cost      one cache line a draw; made in linear time.  memory  16 bytes an item
class alias_table {
public:
    alias_table() = default;
    /// P(i) in proportion to weights[i]. Throws `argument_error` if none is positive, or one is negative or not finite.
    explicit alias_table(std::span<const double> weights);

    std::size_t size() const { return cells_.size(); }

    /// From 64 random bits in two words, as the product bits x size: its whole part is the cell, its fraction decides
    /// between the cell's two items. The bias is below size / 2^64.
    item_index draw(std::uint32_t high, std::uint32_t low) const;

    /// draw() for every two words. Cells lie anywhere: all are asked for before the first is read.
    void draw(std::span<const std::uint32_t> words, std::span<item_index> out) const;

    /// The distribution that the table holds.
    std::vector<double> probabilities() const;

private:
    static double total_of(std::span<const double> weights);
    struct cell {
        std::uint64_t keep = 0;  // of 2^64: the cell's own item, otherwise `other`
        item_index other = 0;
    };
    std::vector<cell> cells_;
};

}  // namespace sampler
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/sampler/alias_table.ipp"
#endif
