// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/column_gather.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE std::span<item_index> spread(std::size_t count, std::size_t rows, workspace& memory) {
    const auto codes = memory.take_span<item_index>(rows);
    const std::uint64_t last = std::max<std::size_t>(count, 1) - 1;
    for (std::size_t r = 0; r < rows; ++r) codes[r] = static_cast<item_index>(last * r / std::max<std::size_t>(rows - 1, 1));
    return codes;
}

NEXTCLICK_INLINE std::span<float> squares(std::size_t rows, workspace& memory) {
    const auto numbers = memory.take_span<float>(rows);
    for (std::size_t r = 0; r < rows; ++r) numbers[r] = static_cast<float>(r * r) * 20.0f;
    return numbers;
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
