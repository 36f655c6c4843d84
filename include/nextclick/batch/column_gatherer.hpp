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
    column_gatherer(const data::click_log& log, std::span<const data::wanted_column> wanted) {
        columns_.reserve(wanted.size());
        for (const auto& w : wanted) add(log, w);
        rows_.resize(columns_.size());
    }

    /// The columns of these events. The spans live until the next call.
    std::span<const column_rows> gather(std::span<const std::uint32_t> events) {
        memory_.reset();
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            const source& c = columns_[k];
            data::detail::visit_as(*c.column, c.wanted, [&](const auto& column, const auto& reading) {
                rows_[k] = {.name = c.wanted.name};
                column.gather(events, c.to_model, &reading, memory_, rows_[k]);
            });
        }
        return rows_;
    }

private:
    struct source {
        data::wanted_column wanted;
        const data::event_column* column;
        std::vector<item_index> to_model{};  // empty: the log counts as the model does
    };

    void add(const data::click_log& log, const data::wanted_column& w) {
        source s{w, &data::detail::find_wanted(log.columns(), w, "the log")};
        data::detail::visit_as(*s.column, w, [&]<class R>(const auto& column, const R& reading) {
            if (!reading.fitted())
                throw argument_error(data::detail::said(w) + " as " + reading.text() +
                                     ", and has none to count in; take them from the log that the model learns from, by "
                                     "input::fitted(policy, log)");
            s.to_model = column.translation(reading);
            for (const source& other : columns_) {
                if (other.wanted.name != w.name) continue;
                if (reading.same(std::get<R>(other.wanted.as)) && other.to_model == s.to_model) return;
                throw argument_error(data::detail::said(w) + ", as another input does with other categories or terms; give both the same");
            }
            columns_.push_back(std::move(s));
        });
    }

    std::vector<source> columns_;
    std::vector<column_rows> rows_;
    workspace memory_;
};

}  // namespace batch
NEXTCLICK_END_NAMESPACE
