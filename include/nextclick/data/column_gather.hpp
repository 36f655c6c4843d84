// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/column_values.hpp"

/// What several kinds of columns do with the rows of a batch.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Values of the rows listed, in `memory`; a row behind the last one is missing.
template <class T>
std::span<T> gather_values(std::span<const T> from, std::span<const std::uint32_t> rows, workspace& memory) {
    const auto values = memory.take_span<T>(rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) values[r] = rows[r] < from.size() ? from[rows[r]] : none<T>;
    return values;
}

/// Of columns that are made for checks, the rows that are missing.
inline bool left_out(std::size_t row) { return row % 5 == 3; }

/// Of the self-test that a file records: codes from the first to the last of `count`.
inline std::span<item_index> spread(std::size_t count, std::size_t rows, workspace& memory) {
    const auto codes = memory.take_span<item_index>(rows);
    const std::uint64_t last = std::max<std::size_t>(count, 1) - 1;
    for (std::size_t r = 0; r < rows; ++r) codes[r] = static_cast<item_index>(last * r / std::max<std::size_t>(rows - 1, 1));
    return codes;
}
/// Of the self-test that a file records: numbers of several sizes.
inline std::span<float> squares(std::size_t rows, workspace& memory) {
    const auto numbers = memory.take_span<float>(rows);
    for (std::size_t r = 0; r < rows; ++r) numbers[r] = static_cast<float>(r * r) * 20.0f;
    return numbers;
}

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE
