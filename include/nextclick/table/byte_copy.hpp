// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>

#include "nextclick/simd/int8_table.hpp"
#include "nextclick/table/item_table.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace table {

/// A copy of an item table in int8: a quarter of the memory to read, from which an upper bound of every score is computed.
/// memory    a byte an element (widths are rounded up to 4, rows to 16), and 4.5 bytes a row
class byte_copy {
public:
    static constexpr std::size_t group = simd::int8_table::group;

    explicit byte_copy(const item_table<float>& table)
        : bytes_(table.size(), table.width(), [&](std::size_t item, std::span<float> scratch) {
              return table.row(item, {scratch.data(), 1, scratch.size()});
          }) {}

    std::size_t size() const { return bytes_.rows(); }
    std::size_t memory_bytes() const { return bytes_.memory_bytes(); }

    /// Upper bounds of the scores of items [first, first + highest.size()), biases of `table` included; NaN if there is no bound.
    /// requires  first is a multiple of `group`; `table` is the table that was copied
    void bound(const item_table<float>& table, const simd::int8_query& query, std::size_t first, std::span<float> highest) const {
        bytes_.score(query, first, highest, table.biases_.from(0));
    }

private:
    simd::int8_table bytes_;
};

}  // namespace table
NEXTCLICK_END_NAMESPACE
