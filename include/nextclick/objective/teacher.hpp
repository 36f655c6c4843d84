// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/error.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/rows/reversal.hpp"
#include "nextclick/table/item_table.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Teacher outputs for the rows of a batch. Teacher and student share the vocabulary; their widths may differ.
template <class T>
struct teacher_rows {
    view<const T> queries{};         ///< (rows, d*), finite also in rows without a teacher
    table::item_table<T> items{};    ///< rows d* wide
    std::span<const char> active{};  ///< (rows) 0: this row has no teacher; empty: all rows have one

    bool has(std::size_t row) const { return active.empty() || active[row] != 0; }
};

/// Outputs of a teacher that reads each session from its end: for the next click of row t, after reading the clicks that follow
/// it, last first (Tan's M*; trained on data::reversed(log)). One pass over the batch computes all rows. The last row of a lane has no
/// such clicks; it has no teacher and uses the hard label.
/// requires  whole sessions: every row is a query row (target_filter::every_click), no lane continues another batch.
/// errors    `argument_error` otherwise
/// memory    views into `run.memory`, and into the teacher's table.   cost  the teacher's query tower
template <class Teacher, class T = typename Teacher::scalar>
teacher_rows<T> read_backwards(const Teacher& teacher, pass& run, const event_rows& rows) {
    static_assert(history_need<Teacher>.causal(),
                  "read_backwards: the teacher must be causal; otherwise its input contains the click to predict");
    static_assert(input::column_count<typename Teacher::input_type> == 0,
                  "read_backwards: the teacher reads items alone; columns of the next events are not in the batch");
    const packed_steps& steps = rows.steps;
    if (!steps.query_rows.empty() || !rows.carry.empty() || rows.target.size() != steps.rows())
        throw argument_error(
            "read_backwards: a teacher that reads sessions from their end needs batches of whole sessions in which every click "
            "is a target");
    workspace& memory = run.memory;
    const auto place = lane_reversal(steps, memory.take_span<std::uint32_t>(steps.rows()));
    const auto read = memory.take_span<item_index>(steps.rows());
    for (std::size_t r = 0; r < read.size(); ++r) read[r] = rows.target[place[r]];
    pass reading{.memory = memory, .threads = run.threads};
    const view<const T> encoded = teacher.encode(reading, {steps, read, {}, {}, steps.rows()}).queries;
    const auto queries = memory.take_zeros<T>(steps.rows(), encoded.cols);
    const auto active = memory.take_span<char>(steps.rows());
    std::fill(active.begin(), active.end(), char(0));
    for (std::size_t t = 0; t + 1 < steps.count(); ++t)
        for (std::size_t lane = 0; lane < steps.lanes(t + 1); ++lane) {
            const std::size_t row = steps.first(t) + lane;
            const auto from = encoded.row(place[steps.first(t + 1) + lane]);
            std::copy(from.begin(), from.end(), queries.row(row).begin());
            active[row] = 1;
        }
    return {queries, teacher.table(), active};
}

NEXTCLICK_END_NAMESPACE
