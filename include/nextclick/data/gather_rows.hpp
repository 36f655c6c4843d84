// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "nextclick/core/packed.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/column.hpp"

/// From columns to the rows of a batch.
namespace nextclick::inline NEXTCLICK_ABI::data::detail {

/// Values of the rows asked for; a row that the column does not have is missing. `to_model`, unless empty, turns codes of
/// the column into those of whoever reads it. The spans lie in `memory`.
/// cost    a value read a row
inline column_rows gather_rows(const event_column& column, std::string_view name, std::span<const std::uint32_t> rows,
                               std::span<const item_index> to_model, workspace& memory) {
    column_rows to{.name = name};
    const auto fill = [&]<class T>(std::span<const T> from, T none) {
        const auto values = memory.take_span<T>(rows.size());
        for (std::size_t r = 0; r < rows.size(); ++r) values[r] = rows[r] < from.size() ? from[rows[r]] : none;
        return values;
    };
    if (column.kind() == column_kind::vectors) {
        const vector_rows& from = column.vectors();
        const auto vectors = memory.take<float>(rows.size(), from.width);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (rows[r] < from.size())
                std::ranges::copy(from[rows[r]], vectors.row(r).begin());
            else
                std::ranges::fill(vectors.row(r), std::numeric_limits<float>::quiet_NaN());
        }
        to.vectors = vectors;
    } else if (column.categorical()) {
        const auto codes = fill(column.codes(), no_item);
        if (!to_model.empty())
            for (item_index& c : codes) c = c == no_item ? c : to_model[c];
        to.codes = codes;
    } else {
        to.numbers = fill(column.numbers(), std::numeric_limits<float>::quiet_NaN());
    }
    return to;
}

}  // namespace nextclick::inline NEXTCLICK_ABI::data::detail
