// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/column_values.hpp"

/// Functions shared by kinds of columns for the rows of a batch.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// The values of the listed rows, in `memory`; a row index past the end gives a missing value.
template <class T>
std::span<T> gather_values(std::span<const T> from, std::span<const std::uint32_t> rows, workspace& memory) {
    const auto values = memory.take_span<T>(rows.size());
    for (std::size_t r = 0; r < rows.size(); ++r) values[r] = rows[r] < from.size() ? from[rows[r]] : none<T>;
    return values;
}

/// Which rows are missing in columns made for checks.
inline bool left_out(std::size_t row) { return row % 5 == 3; }

/// For the self-test in a model file: codes from the first to the last of `count`.
std::span<item_index> spread(std::size_t count, std::size_t rows, workspace& memory);
/// For the self-test in a model file: numbers of several magnitudes.
std::span<float> squares(std::size_t rows, workspace& memory);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/column_gather.ipp"
#endif
