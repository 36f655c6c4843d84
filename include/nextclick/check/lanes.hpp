// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace check {

/// Which rows are query rows: every row, the last of each lane, or some of them.
enum class query_choice : std::uint8_t { every_row, ends, some };

/// Packed steps of lanes of these lengths. With `users`, every other lane begins a further session of its user.
struct lanes {
    std::vector<std::uint32_t> begin{0}, query_rows;
    std::vector<std::uint8_t> returning;
    std::vector<item_index> item;  ///< per row, below 6

    explicit lanes(std::vector<std::uint32_t> lengths, query_choice which = query_choice::every_row, bool users = false);
    packed_steps steps() const { return {.begin = begin, .query_rows = query_rows, .returning = returning, .item = item}; }
    std::size_t rows() const { return begin.back(); }
    std::size_t count() const { return begin[1]; }  ///< number of lanes
};

}  // namespace check
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/check/lanes.ipp"
#endif
