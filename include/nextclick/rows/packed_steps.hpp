// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "nextclick/core/storage.hpp"

/// What travels between the rooms: events of several lanes, packed without padding.
NEXTCLICK_BEGIN_NAMESPACE

/// The numbers that the rows, queries and lanes of a part of a batch have in the whole batch. Random draws go by these numbers, so that
/// a row draws the same whatever part it is in. Empty: the batch is whole.
struct numbers_in_whole {
    std::span<const std::uint32_t> rows{}, queries{};
    std::span<const std::uint32_t> returning{};  ///< (lanes) how many lanes of the whole batch return before this lane
    bool some_return = false;                    ///< some lane of the whole batch returns, perhaps none of the part
};

/// Rows in time-major order: the rows of step t are contiguous, one row a lane, lanes in order of decreasing length,
/// so row i of step t+1 continues row i of step t, and a step is never longer than the one before.
/// Encoders and poolings receive it beside the rows; a wrapper that changes the order of the rows changes `item` too (reversed).
struct packed_steps {
    std::span<const std::uint32_t> begin;  ///< first row of each step, and the number of rows at the end
    /// Rows after which the model is queried, ascending; empty: all rows. A prefix that is a lane of its own has one query, at its end.
    std::span<const std::uint32_t> query_rows{};
    /// (lanes) not 0 where a lane begins a further session of its user; empty: no lane does (batch::user_parallel).
    std::span<const std::uint8_t> returning{};
    /// (rows) the item of each row, for policies that read items; empty where rows are no clicks.
    std::span<const item_index> item{};
    numbers_in_whole whole{};

    std::size_t count() const { return begin.size() - 1; }
    std::size_t first(std::size_t t) const { return begin[t]; }
    std::size_t lanes(std::size_t t) const { return begin[t + 1] - begin[t]; }
    std::size_t lanes() const { return lanes(0); }
    std::size_t rows() const { return begin.back(); }
    std::size_t queries() const { return query_rows.empty() ? rows() : query_rows.size(); }
    std::size_t row_of_query(std::size_t i) const { return query_rows.empty() ? i : query_rows[i]; }
    /// The number of a query in the whole batch.
    std::size_t query_of_whole(std::size_t i) const { return whole.queries.empty() ? i : whole.queries[i]; }
};

/// A named column of the packed rows: codes of categories, numbers, vectors, or bags; the others are empty.
struct column_rows {
    std::string_view name;
    std::span<const std::uint32_t> codes{};  ///< (rows) in the categories of the input that reads it; `no_item`: none of them
    std::span<const float> numbers{};        ///< (rows) NaN: missing
    view<const float> vectors{};             ///< (rows, width) NaN in front: missing
    /// Of bags, (rows + 1): row r has the terms `codes` and their weights `numbers` from begin[r] up to begin[r + 1].
    std::span<const std::uint32_t> begin{};
};

inline constexpr std::uint32_t new_session = std::numeric_limits<std::uint32_t>::max();

/// One batch: columns of the packed rows. Spans belong to the batcher and live until its next call.
struct event_rows {
    packed_steps steps;
    std::span<const item_index> item;    ///< (rows) the item clicked
    std::span<const item_index> target;  ///< (queries) the item clicked next; empty when serving
    /// (lanes) row of the previous batch whose state this lane continues, or `new_session`; empty: all lanes are new.
    std::span<const std::uint32_t> carry;
    /// The divisor of the summed loss: the batch size asked for, also when lanes have run dry.
    std::size_t nominal_rows = 0;
    std::span<const column_rows> columns{};  ///< those that the model's input reads
    /// Of a part of a batch the targets of the whole batch; empty: the batch is whole.
    std::span<const item_index> all_targets{};

    std::span<const item_index> targets_of_whole() const { return all_targets.empty() ? target : all_targets; }
};

NEXTCLICK_END_NAMESPACE
