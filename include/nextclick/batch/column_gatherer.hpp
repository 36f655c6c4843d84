// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/gather_rows.hpp"
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
    /// or if two inputs count its categories differently.
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
            rows_[k] = data::detail::gather_rows(*c.column, c.name, events, c.to_model, memory_, c.terms);
        }
        return rows_;
    }

private:
    struct source {
        std::string_view name;
        const data::event_column* column;
        const data::bag_terms* terms = nullptr;
        std::vector<item_index> to_model{};  // empty: the log counts as the model does
    };

    void add(const data::click_log& log, const data::wanted_column& w) {
        source s{w.name, &data::detail::find_wanted(log.columns(), w, "the log"), w.terms};
        if (w.terms != nullptr) s.to_model = data::detail::translation(*s.column, *w.terms);
        if (w.categories != nullptr && s.column->categories().hash() != w.categories->hash())
            s.to_model = data::detail::translation(s.column->categories(), *w.categories);
        for (const auto& other : columns_) {
            if (other.name != s.name) continue;
            const bool same_terms =
                s.terms == other.terms || (s.terms != nullptr && other.terms != nullptr && s.terms->hash() == other.terms->hash());
            if (same_terms && other.to_model == s.to_model) return;
            throw argument_error(data::detail::said(w) + ", as another input does with other categories or terms; give both the same");
        }
        columns_.push_back(std::move(s));
    }

    std::vector<source> columns_;
    std::vector<column_rows> rows_;
    workspace memory_;
};

}  // namespace batch
NEXTCLICK_END_NAMESPACE
