// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/required_column.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// Gathers the columns of a log for the rows of a batch, given the log event of each row. Codes are translated to the categories of
/// the model, so a log with its own categories needs no conversion. The log must outlive the gatherer. memory: the rows of the
/// largest batch, and 4 bytes a category where log and model number them differently
class column_gatherer {
public:
    column_gatherer() = default;
    /// Throws `argument_error` that names policy and columns if the log lacks a column, or has a column of another kind, if two
    /// inputs number its categories differently, or if an input has no categories.
    column_gatherer(const data::click_log& log, std::span<const data::required_column> required);

    /// The columns of these events. The spans are valid until the next call.
    std::span<const column_rows> gather(std::span<const std::uint32_t> events);

private:
    struct source {
        data::required_column required;
        const data::event_column* column;
        std::vector<item_index> to_model{};  // empty: log and model have the same codes
    };

    void add(const data::click_log& log, const data::required_column& w);

    std::vector<source> columns_;
    std::vector<column_rows> rows_;
    workspace memory_;
};

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/column_gatherer.ipp"
#endif
