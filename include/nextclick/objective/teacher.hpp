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

/// What a teacher says about the rows of a batch. Its vocabulary is the student's, its width its own.
template <class T>
struct teacher_rows {
    view<const T> queries{};         ///< (rows, d*), finite also in rows without a teacher
    table::item_table<T> items{};    ///< rows d* wide
    std::span<const char> active{};  ///< (rows) 0: this row has no teacher; empty: all have

    bool has(std::size_t row) const { return active.empty() || active[row] != 0; }
};

/// What a teacher says who reads each session from its end: about the next click of row t, having seen the clicks after
/// that one, last first (Tan's M*; it learns from data::reversed(log)). One pass over the batch gives all rows. The last
/// row of a lane has no such clicks: such rows have no teacher, and the hard label counts.
/// requires  whole sessions: every row asks (target_filter::every_click), no lane continues another batch.
/// errors    `argument_error` otherwise
/// memory    views into `run.memory`, and into the teacher's table.   cost  the teacher's query tower
template <class Teacher, class T = typename Teacher::scalar>
teacher_rows<T> read_backwards(const Teacher& teacher, pass& run, const event_rows& rows) {
    static_assert(history_need<Teacher>.causal(),
                  "read_backwards: the teacher must be causal, or it would see the click that it is asked about");
    static_assert(input::column_count<typename Teacher::input_type> == 0,
                  "read_backwards: the teacher reads items alone; columns of the next events are not in the batch");
    const packed_steps& steps = rows.steps;
    if (!steps.query_rows.empty() || !rows.carry.empty() || rows.target.size() != steps.rows())
        throw argument_error(
            "read_backwards: a teacher of the future needs batches of whole sessions in which every click "
            "is asked for");
    workspace& memory = run.memory;
    const auto place = lane_reversal(steps, memory.take_span<std::uint32_t>(steps.rows()));
    const auto read = memory.take_span<item_index>(steps.rows());
    for (std::size_t r = 0; r < read.size(); ++r) read[r] = rows.target[place[r]];
    pass reading{.memory = memory, .threads = run.threads};
    const view<const T> said = teacher.encode(reading, {steps, read, {}, {}, steps.rows()}).queries;
    const auto queries = memory.take_zeros<T>(steps.rows(), said.cols);
    const auto active = memory.take_span<char>(steps.rows());
    std::fill(active.begin(), active.end(), char(0));
    for (std::size_t t = 0; t + 1 < steps.count(); ++t)
        for (std::size_t lane = 0; lane < steps.lanes(t + 1); ++lane) {
            const std::size_t row = steps.first(t) + lane;
            const auto from = said.row(place[steps.first(t + 1) + lane]);
            std::copy(from.begin(), from.end(), queries.row(row).begin());
            active[row] = 1;
        }
    return {queries, teacher.table(), active};
}

NEXTCLICK_END_NAMESPACE
