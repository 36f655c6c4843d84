// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/required_column.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE std::string read_as(const required_column& w) {
    return std::visit([](const auto& schema) { return schema.text(); }, w.schema);
}

NEXTCLICK_INLINE std::string reader_and_column(const required_column& w) {
    return w.reader + " reads the column \"" + std::string(w.name) + '"';
}

NEXTCLICK_INLINE const event_column& find_required(std::span<const event_column> columns, const required_column& w, const char* holder) {
    const std::string place = holder;
    std::string there;
    for (const event_column& c : columns) {
        there += (there.empty() ? "\"" : ", \"") + c.name() + '"';
        if (c.name() != w.name) continue;
        const bool fits = c.visit([&]<class K>(const K&) { return std::holds_alternative<typename K::schema>(w.schema); });
        if (!fits)
            throw argument_error(reader_and_column(w) + " as " + read_as(w) + ", but it is " + c.kind_name() + " in " + place +
                                 "; give its column_type in read_options::columns");
        const std::string mismatch = visit_as(c, w, [&](const auto& column, const auto& schema) { return schema.mismatch(column, place); });
        if (!mismatch.empty()) throw argument_error(reader_and_column(w) + " as " + mismatch);
        return c;
    }
    throw argument_error(reader_and_column(w) + ", which " + place + " lacks; it has " +
                         (there.empty() ? "none beside item and time" : there) + " (name the columns to read in read_options::columns)");
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
