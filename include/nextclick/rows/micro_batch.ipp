// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/rows/micro_batch.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE column_rows picked(workspace& memory, const column_rows& from, std::span<const std::uint32_t> rows) {
    column_rows to{.name = from.name};
    if (from.begin.empty()) {
        to.codes = picked(memory, from.codes, rows);
        to.numbers = picked(memory, from.numbers, rows);
        if (from.vectors.data != nullptr) {
            const auto vectors = memory.take<float>(rows.size(), from.vectors.cols);
            for (std::size_t i = 0; i < rows.size(); ++i) std::ranges::copy(from.vectors.row(rows[i]), vectors.row(i).begin());
            to.vectors = vectors;
        }
        return to;
    }
    std::size_t terms = 0;
    for (const std::uint32_t r : rows) terms += from.begin[r + 1] - from.begin[r];
    const auto begin = memory.take_span<std::uint32_t>(rows.size() + 1), codes = memory.take_span<std::uint32_t>(terms);
    const auto weights = memory.take_span<float>(terms);
    begin[0] = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t first = from.begin[rows[i]], n = from.begin[rows[i] + 1] - first;
        std::copy_n(from.codes.begin() + static_cast<std::ptrdiff_t>(first), n, codes.begin() + begin[i]);
        std::copy_n(from.numbers.begin() + static_cast<std::ptrdiff_t>(first), n, weights.begin() + begin[i]);
        begin[i + 1] = begin[i] + static_cast<std::uint32_t>(n);
    }
    to.begin = begin;
    to.codes = codes;
    to.numbers = weights;
    return to;
}

}  // namespace detail

NEXTCLICK_INLINE micro_batch take_micro_batch(workspace& memory, const event_rows& whole, std::span<const std::uint32_t> which) {
    assert(!which.empty());
    const packed_steps& steps = whole.steps;
    const auto begin = memory.take_span<std::uint32_t>(steps.count() + 1), numbers = memory.take_span<std::uint32_t>(steps.rows());
    std::size_t count = 0, rows = 0;
    begin[0] = 0;
    for (std::size_t t = 0; t < steps.count() && which.front() < steps.lanes(t); ++t) {
        for (std::size_t j = 0; j < which.size() && which[j] < steps.lanes(t); ++j)
            numbers[rows++] = static_cast<std::uint32_t>(steps.first(t) + which[j]);
        begin[++count] = static_cast<std::uint32_t>(rows);
    }
    const std::span<const std::uint32_t> row = numbers.first(rows);

    micro_batch taken;
    taken.lanes = which;
    event_rows& own = taken.rows;
    own.steps.begin = begin.first(count + 1);
    own.steps.whole = {.rows = row, .queries = row};
    if (!steps.query_rows.empty()) {
        const auto query_rows = memory.take_span<std::uint32_t>(steps.query_rows.size()),
                   queries = memory.take_span<std::uint32_t>(steps.query_rows.size());
        std::size_t n = 0;
        for (std::size_t r = 0, i = 0; r < rows; ++r) {
            while (i < steps.query_rows.size() && steps.query_rows[i] < row[r]) ++i;
            if (i == steps.query_rows.size() || steps.query_rows[i] != row[r]) continue;
            query_rows[n] = static_cast<std::uint32_t>(r);
            queries[n++] = static_cast<std::uint32_t>(i);
        }
        own.steps.query_rows = query_rows.first(n);
        taken.has_queries = n > 0;
        own.steps.whole.queries = queries.first(n);
    }
    own.steps.returning = detail::picked(memory, steps.returning, which);
    if (!steps.returning.empty()) {
        const auto number = memory.take_span<std::uint32_t>(which.size());
        std::uint32_t before = 0;
        for (std::size_t l = 0, j = 0; j < which.size(); ++l) {
            if (l == which[j]) number[j++] = before;
            before += steps.returning[l] != 0 ? 1 : 0;
        }
        own.steps.whole.returning = number;
        own.steps.whole.any_returning = std::ranges::any_of(steps.returning, [](std::uint8_t r) { return r != 0; });
    }
    own.item = detail::picked(memory, whole.item, row);
    own.target = detail::picked(memory, whole.target, own.steps.whole.queries);
    own.carry = detail::picked(memory, whole.carry, which);
    own.nominal_rows = whole.nominal_rows;
    own.all_targets = whole.target;
    const auto columns = memory.take_span<column_rows>(whole.columns.size());
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = detail::picked(memory, whole.columns[c], row);
    own.columns = columns;
    return taken;
}

NEXTCLICK_END_NAMESPACE
