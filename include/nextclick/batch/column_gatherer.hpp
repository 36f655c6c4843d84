// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/packed.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/wanted_column.hpp"

namespace nextclick::inline NEXTCLICK_ABI::batch {

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
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            source& c = columns_[k];
            rows_[k] = {.name = c.name};
            if (c.categorical) {
                c.codes.resize(events.size());
                for (std::size_t r = 0; r < events.size(); ++r) c.codes[r] = c.code_of(events[r]);
                rows_[k].codes = c.codes;
            } else {
                c.numbers.resize(events.size());
                for (std::size_t r = 0; r < events.size(); ++r) c.numbers[r] = c.all_numbers[events[r]];
                rows_[k].numbers = c.numbers;
            }
        }
        return rows_;
    }

private:
    struct source {
        std::string_view name;
        bool categorical = false;
        std::span<const item_index> all_codes{};
        std::span<const float> all_numbers{};
        std::vector<item_index> to_model{};  // empty: the log counts as the model does
        std::vector<item_index> codes{};
        std::vector<float> numbers{};

        item_index code_of(std::uint32_t event) const {
            const item_index c = all_codes[event];
            return to_model.empty() || c == no_item ? c : to_model[c];
        }
    };

    void add(const data::click_log& log, const data::wanted_column& w) {
        const auto said = [&] { return w.who + " reads the column \"" + std::string(w.name) + "\""; };
        const data::event_column* column = log.find_column(w.name);
        if (column == nullptr) {
            std::string there;
            for (const auto& c : log.columns()) there += (there.empty() ? "\"" : ", \"") + c.name() + '"';
            throw argument_error(said() + ", which the log lacks; it has " +
                                 (there.empty() ? "none beside item and time" : there) +
                                 " (name the columns to read in read_options::columns)");
        }
        source s{.name = w.name, .categorical = w.categories != nullptr};
        if (s.categorical != column->categorical())
            throw argument_error(said() + (s.categorical ? " as categories, but it is numeric in the log"
                                                         : " as numbers, but it is categorical in the log") +
                                 "; give its column_type in read_options::columns");
        if (s.categorical) {
            s.all_codes = column->codes();
            if (column->categories().hash() != w.categories->hash())
                s.to_model = data::detail::translation(column->categories(), *w.categories);
        } else {
            s.all_numbers = column->numbers();
        }
        for (const auto& other : columns_) {
            if (other.name != s.name) continue;
            if (other.to_model == s.to_model) return;
            throw argument_error(said() + ", as another input does with other categories; give both the same");
        }
        columns_.push_back(std::move(s));
    }

    std::vector<source> columns_;
    std::vector<column_rows> rows_;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::batch
