// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/data/vocabulary.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// A column that a model reads, of events or of items.
struct wanted_column {
    std::string_view name;
    std::string who;                         ///< the policy that reads it, for messages
    const vocabulary* categories = nullptr;  ///< what codes count in; null: the column is not categorical
    std::size_t width = 0;                   ///< of vectors; 0: the column has none
    const bag_terms* terms = nullptr;        ///< how bags are read; null: the column has none

    column_kind kind() const {
        if (terms != nullptr) return column_kind::bags;
        return categories != nullptr ? column_kind::categorical : width > 0 ? column_kind::vectors : column_kind::numeric;
    }
};

namespace detail {
/// What a column is read as.
inline std::string read_as(const wanted_column& w) {
    if (w.kind() == column_kind::vectors) return "vectors of " + std::to_string(w.width) + " numbers";
    if (w.kind() == column_kind::bags) return "a bag of terms";
    return w.kind() == column_kind::categorical ? "categories" : "numbers";
}
/// What parts the terms of text.
inline std::string parted_by(char separator) {
    if (separator == 0) return "words";
    std::string text = "tags parted by ' '";
    text[text.size() - 2] = separator;
    return text;
}

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
        if (c.kind() != w.kind())
            throw argument_error(said(w) + " as " + read_as(w) + ", but it is " + text_of(c.kind()) + " in " + place +
                                 "; give its column_type in read_options::columns");
        if (c.kind() == column_kind::vectors && c.vectors().width != w.width)
            throw argument_error(said(w) + " as " + read_as(w) + ", but in " + place + " they have " + std::to_string(c.vectors().width) +
                                 "; give the policy that width");
        if (c.kind() == column_kind::bags && w.terms->size() > 0 && c.separator() != w.terms->separator())
            throw argument_error(said(w) + " as " + parted_by(w.terms->separator()) + ", but " + place + " has " +
                                 parted_by(c.separator()) + "; read it so (column_request), or give the policy other terms");
        return c;
    }
    throw argument_error(said(w) + ", which " + place + " lacks; it has " + (there.empty() ? "none beside item and time" : there) +
                         " (name the columns to read in read_options::columns)");
}
}  // namespace detail

}  // namespace data
NEXTCLICK_END_NAMESPACE
