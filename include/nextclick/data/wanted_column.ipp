// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/wanted_column.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE std::string read_as(const wanted_column& w) {
    return std::visit([](const auto& reading) { return reading.text(); }, w.as);
}

NEXTCLICK_INLINE std::string said(const wanted_column& w) { return w.who + " reads the column \"" + std::string(w.name) + '"'; }

NEXTCLICK_INLINE const event_column& find_wanted(std::span<const event_column> columns, const wanted_column& w, const char* holder) {
    const std::string place = holder;
    std::string there;
    for (const event_column& c : columns) {
        there += (there.empty() ? "\"" : ", \"") + c.name() + '"';
        if (c.name() != w.name) continue;
        const bool fits = c.visit([&]<class K>(const K&) { return std::holds_alternative<typename K::reading>(w.as); });
        if (!fits)
            throw argument_error(said(w) + " as " + read_as(w) + ", but it is " + c.kind_name() + " in " + place +
                                 "; give its column_type in read_options::columns");
        const std::string refusal = visit_as(c, w, [&](const auto& column, const auto& reading) { return reading.refusal(column, place); });
        if (!refusal.empty()) throw argument_error(said(w) + " as " + refusal);
        return c;
    }
    throw argument_error(said(w) + ", which " + place + " lacks; it has " + (there.empty() ? "none beside item and time" : there) +
                         " (name the columns to read in read_options::columns)");
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
