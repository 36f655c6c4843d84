// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "nextclick/core/storage.hpp"

/// The batch format of all components: events of several lanes, packed without padding.
NEXTCLICK_BEGIN_NAMESPACE

/// The indices of the rows, queries and lanes of a micro-batch in the whole batch. Random draws use these indices, so that the
/// draws of a row do not depend on the division into micro-batches. Empty: the batch is whole.
struct numbers_in_whole {
    std::span<const std::uint32_t> rows{}, queries{};
    std::span<const std::uint32_t> returning{};  ///< (lanes) number of returning lanes of the whole batch before this lane
    bool any_returning = false;                  ///< whether any lane of the whole batch returns
};

/// Rows in time-major order: the rows of step t are contiguous, one row a lane, lanes in order of decreasing length,
/// so row i of step t+1 continues row i of step t, and a step is never longer than the one before.
/// Encoders and poolings receive it together with the rows; a wrapper that reorders the rows must reorder `item` too (reversed).
struct packed_steps {
    std::span<const std::uint32_t> begin;  ///< first row of each step, and the number of rows at the end
    /// Rows that are queries, ascending; empty: all rows. A prefix that is a separate lane has one query, at its end.
    std::span<const std::uint32_t> query_rows{};
    /// (lanes) not 0 if the lane begins a session of its user that is not the first; empty: no lane does (batch::user_parallel).
    std::span<const std::uint8_t> returning{};
    /// (rows) the item of each row, for policies that read items; empty if rows are not clicks.
    std::span<const item_index> item{};
    numbers_in_whole whole{};

    std::size_t count() const { return begin.size() - 1; }
    std::size_t first(std::size_t t) const { return begin[t]; }
    std::size_t lanes(std::size_t t) const { return begin[t + 1] - begin[t]; }
    std::size_t lanes() const { return lanes(0); }
    std::size_t rows() const { return begin.back(); }
    std::size_t queries() const { return query_rows.empty() ? rows() : query_rows.size(); }
    std::size_t row_of_query(std::size_t i) const { return query_rows.empty() ? i : query_rows[i]; }
    /// The index of a query in the whole batch.
    std::size_t query_of_whole(std::size_t i) const { return whole.queries.empty() ? i : whole.queries[i]; }
};

/// A named column of the packed rows: codes of categories, numbers, vectors, or bags; the others are empty.
struct column_rows {
    std::string_view name;
    std::span<const std::uint32_t> codes{};  ///< (rows) codes in the categories of the input; `no_item`: missing or unknown
    std::span<const float> numbers{};        ///< (rows) NaN: missing
    view<const float> vectors{};             ///< (rows, width) missing if the first element is NaN
    /// For bags, (rows + 1): row r has the terms `codes` and their weights `numbers` from begin[r] up to begin[r + 1].
    std::span<const std::uint32_t> begin{};
};

inline constexpr std::uint32_t new_session = std::numeric_limits<std::uint32_t>::max();

/// One batch: columns of the packed rows. Spans belong to the batcher and are valid until its next call.
struct event_rows {
    packed_steps steps;
    std::span<const item_index> item;    ///< (rows) the item clicked
    std::span<const item_index> target;  ///< (queries) the item clicked next; empty when serving
    /// (lanes) row of the previous batch whose state this lane continues, or `new_session`; empty: all lanes are new.
    std::span<const std::uint32_t> carry;
    /// The divisor of the summed loss, as the batcher defines it (batch::divisor).
    std::size_t nominal_rows = 0;
    std::span<const column_rows> columns{};  ///< the columns that the model's input reads
    /// For a micro-batch, the targets of the whole batch; empty: the batch is whole.
    std::span<const item_index> all_targets{};

    std::span<const item_index> targets_of_whole() const { return all_targets.empty() ? target : all_targets; }
};

NEXTCLICK_END_NAMESPACE
