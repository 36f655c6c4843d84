// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "nextclick/core/workspace.hpp"
#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// From columns to the rows of a batch.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Bags of the rows asked for; with `terms` as these read them.
inline void gather_bags(const bag_rows& from, std::span<const std::uint32_t> rows, std::span<const item_index> to_model,
                        const bag_terms* terms, workspace& memory, column_rows& to) {
    std::size_t most = 0;
    for (const std::uint32_t r : rows) most += r < from.size() ? from[r].codes.size() : 0;
    const auto begin = memory.take_span<std::uint32_t>(rows.size() + 1);
    const auto codes = memory.take_span<item_index>(most);
    const auto weights = memory.take_span<float>(most);
    std::size_t at = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        begin[r] = static_cast<std::uint32_t>(at);
        if (rows[r] >= from.size()) continue;
        const bag_view bag = from[rows[r]];
        std::size_t n = bag.codes.size();
        for (std::size_t i = 0; i < n; ++i) codes[at + i] = terms == nullptr ? bag.codes[i] : to_model[bag.codes[i]];
        std::ranges::copy(bag.weights, weights.begin() + static_cast<std::ptrdiff_t>(at));
        if (terms != nullptr) n = terms->weigh(codes.subspan(at, n), weights.subspan(at, n));
        at += n;
    }
    begin[rows.size()] = static_cast<std::uint32_t>(at);
    to.begin = begin;
    to.codes = codes.first(at);
    to.numbers = weights.first(at);
}

/// Values of the rows asked for; a row that the column does not have is missing. `to_model`, unless empty, turns codes of
/// the column into those of whoever reads it, and `terms` counts into weights. The spans lie in `memory`.
/// cost    a value read a row; of bags, a value a term and the sorting of the row
inline column_rows gather_rows(const event_column& column, std::string_view name, std::span<const std::uint32_t> rows,
                               std::span<const item_index> to_model, workspace& memory, const bag_terms* terms = nullptr) {
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
    } else if (column.kind() == column_kind::bags) {
        gather_bags(column.bags(), rows, to_model, terms, memory, to);
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

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE
