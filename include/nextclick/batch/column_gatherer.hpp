// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/wanted_column.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// Columns of a log for the rows of a batch. A batcher notes the event of each of its rows; this brings the values, with
/// codes in the categories of the model, so that a log read on its own needs no translation beforehand.
/// The log must outlive it. memory: the rows of the largest batch, and 4 bytes a category where the log counts otherwise
class column_gatherer {
public:
    column_gatherer() = default;
    /// Throws `argument_error` that names policy and columns if the log lacks a column, or has it in another kind,
    /// if two inputs count its categories differently, or if an input was given no categories.
    column_gatherer(const data::click_log& log, std::span<const data::wanted_column> wanted);

    /// The columns of these events. The spans live until the next call.
    std::span<const column_rows> gather(std::span<const std::uint32_t> events);

private:
    struct source {
        data::wanted_column wanted;
        const data::event_column* column;
        std::vector<item_index> to_model{};  // empty: the log counts as the model does
    };

    void add(const data::click_log& log, const data::wanted_column& w);

    std::vector<source> columns_;
    std::vector<column_rows> rows_;
    workspace memory_;
};

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/column_gatherer.ipp"
#endif
