// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/data/vocabulary.hpp"

namespace nextclick::inline NEXTCLICK_ABI::data {

/// A column that a model reads, of events or of items.
struct wanted_column {
    std::string_view name;
    std::string who;                         ///< the policy that reads it, for messages
    const vocabulary* categories = nullptr;  ///< what codes count in; null: the column is numeric

    column_kind kind() const { return categories != nullptr ? column_kind::categorical : column_kind::numeric; }
};

namespace detail {
/// What a column is read as, and what it is.
inline std::string read_as(column_kind k) { return k == column_kind::categorical ? "categories" : "numbers"; }
inline std::string kind_text(column_kind k) { return k == column_kind::categorical ? "categorical" : "numeric"; }

/// "input::numeric<Price> reads the column "Price""
inline std::string said(const wanted_column& w) { return w.who + " reads the column \"" + std::string(w.name) + '"'; }

/// The column of that name and kind. Throws `argument_error` that names policy and columns if there is none; `holder` says
/// of what these columns are ("the log").
inline const event_column& find_wanted(std::span<const event_column> columns, const wanted_column& w, const char* holder) {
    const std::string place = holder;
    std::string there;
    for (const event_column& c : columns) {
        there += (there.empty() ? "\"" : ", \"") + c.name() + '"';
        if (c.name() != w.name) continue;
        if (c.kind() == w.kind()) return c;
        throw argument_error(said(w) + " as " + read_as(w.kind()) + ", but it is " + kind_text(c.kind()) + " in " + place +
                             "; give its column_type in read_options::columns");
    }
    throw argument_error(said(w) + ", which " + place + " lacks; it has " +
                         (there.empty() ? "none beside item and time" : there) +
                         " (name the columns to read in read_options::columns)");
}
}  // namespace detail

}  // namespace nextclick::inline NEXTCLICK_ABI::data
