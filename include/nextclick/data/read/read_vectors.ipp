// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/read_vectors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE vector_reader::vector_reader(byte_reader read, std::string name, const vector_options& options)
    : options_(options),
      rows_(std::move(read), std::move(name),
            {options.max_line, options.max_width + 1, "vector_options::max_line", "vector_options::quote = 0"}),
      item_(options.item_ids, "item_ids"),
      items_(options.item_ids == id_type::string ? id_kind::string : id_kind::integer) {}

NEXTCLICK_INLINE item_attributes vector_reader::read() {
    open();
    while (rows_.next())
        if (!trimmed(rows_.row()).empty()) keep();
    if (items_.size() == 0) throw data_error(rows_.name() + ": there are no vectors; give rows of an item and numbers");
    std::vector<event_column> columns;
    columns.emplace_back(options_.name, std::move(vectors_));
    return {std::make_shared<const vocabulary>(std::move(items_)), std::move(columns)};
}

NEXTCLICK_INLINE void vector_reader::open() {
    check_start(rows_);
    std::string_view line = rows_.peek_line();
    while (trimmed(line).empty()) {
        if (!rows_.skip_line()) throw data_error(rows_.name() + ": the file is empty; give rows of an item and numbers");
        line = rows_.peek_line();
    }
    const char separator =
        options_.separator != 0 ? options_.separator : guess_separator(line, rows_.name(), "vector_options::separator", options_.quote);
    const char quote = quote_for(separator, options_.quote);
    check_separator(separator, quote, "vector_options::separator", "vector_options::quote");
    bool inside = false;
    std::size_t first = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        inside ^= quote != 0 && line[i] == quote;
        if (inside || line[i] != separator) continue;
        if (vectors_.width++ == 0) first = i;
    }
    if (vectors_.width == 0 || vectors_.width > options_.max_width)
        throw data_error(rows_.name() + ":1:1: the first line has " + std::to_string(vectors_.width) + " numbers after the item, 1 to " +
                         std::to_string(options_.max_width) + " are read; check vector_options::separator and max_width");
    const std::string_view second = line.substr(first + 1);
    float unused = 0;
    const bool header = scan_float(trimmed(second.substr(0, second.find(separator))), unused) == scanned::malformed;
    if (header) rows_.skip_line();
    rows_.separate_by(separator, vectors_.width + 1, quote);
}

NEXTCLICK_INLINE void vector_reader::keep() {
    if (const std::string wrong = rows_.encoding_fault(); !wrong.empty()) throw data_error(wrong);
    if (rows_.count() != vectors_.width + 1)
        rows_.fail(rows_.count(), "the row has " + std::to_string(rows_.count()) + " fields and the first " +
                                      std::to_string(vectors_.width + 1) + "; give every item a vector of one width");
    item_id id = 0;
    if (!item_.read(rows_[0], items_.kind(), id)) rows_.fail(0, item_.fault(rows_[0], spelling_));
    const std::size_t before = items_.size();
    items_.insert(id);
    if (items_.size() == before) rows_.fail(0, "item " + shown(rows_[0]) + " has a vector already; leave out one of them");
    for (std::size_t c = 1; c <= vectors_.width; ++c) {
        float x = 0;
        if (scan_float(rows_[c], x) != scanned::ok)
            rows_.fail(c, shown(rows_[c]) + " is not a number that a float holds; leave out items without a vector");
        vectors_.data.push_back(x);
    }
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE item_attributes read_vectors(byte_reader source, std::string name, const vector_options& options) {
    source = detail::text_only(std::move(source), name);
    return detail::vector_reader(std::move(source), std::move(name), options).read();
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
