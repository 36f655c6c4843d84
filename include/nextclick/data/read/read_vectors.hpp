// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/item_attributes.hpp"
#include "nextclick/data/read/id_reader.hpp"
#include "nextclick/data/read/read_clicks.hpp"

/// Vectors of items out of text: of pictures, descriptions, or another model's table.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

struct vector_options {
    std::string name = "Vector";  ///< of the column that is made
    char separator = 0;           ///< 0: tab, comma or semicolon, whichever the first line has
    std::optional<char> quote{};  ///< as read_options::quote
    id_type item_ids = id_type::automatic;
    std::size_t max_line = std::size_t{1} << 22;  ///< bytes of a row; a longer one stops the reader
    std::size_t max_width = 10'000;
};

namespace detail {
class vector_reader {
public:
    vector_reader(byte_reader read, std::string name, const vector_options& options)
        : options_(options),
          rows_(std::move(read), std::move(name),
                {options.max_line, options.max_width + 1, "vector_options::max_line", "vector_options::quote = 0"}),
          item_(options.item_ids, "item_ids"),
          items_(options.item_ids == id_type::string ? id_kind::string : id_kind::integer) {}

    item_attributes read() {
        open();
        while (rows_.next())
            if (!trimmed(rows_.row()).empty()) keep();
        if (items_.size() == 0) throw data_error(rows_.name() + ": there are no vectors; give rows of an item and numbers");
        std::vector<event_column> columns;
        columns.emplace_back(options_.name, std::move(vectors_));
        return {std::make_shared<const vocabulary>(std::move(items_)), std::move(columns)};
    }

private:
    /// The first line settles the separator and the width. It is a header unless its second field is a number.
    void open() {
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
            throw data_error(rows_.name() + ":1:1: the first line has " + std::to_string(vectors_.width) +
                             " numbers behind the item, 1 to " + std::to_string(options_.max_width) +
                             " are read; check vector_options::separator and max_width");
        const std::string_view second = line.substr(first + 1);
        float unused = 0;
        const bool header = scan_float(trimmed(second.substr(0, second.find(separator))), unused) == scanned::malformed;
        if (header) rows_.skip_line();
        rows_.separate_by(separator, vectors_.width + 1, quote);
    }
    void keep() {
        if (const std::string wrong = rows_.encoding_complaint(); !wrong.empty()) throw data_error(wrong);
        if (rows_.count() != vectors_.width + 1)
            rows_.fail(rows_.count(), "the row has " + std::to_string(rows_.count()) + " fields and the first " +
                                          std::to_string(vectors_.width + 1) + "; give every item a vector of one width");
        item_id id = 0;
        if (!item_.read(rows_[0], items_.kind(), id)) rows_.fail(0, item_.complaint(rows_[0], spelling_));
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

    vector_options options_;
    table_reader rows_;
    read_options spelling_{.spelling = [](std::string_view field, std::string_view value) {
        return "vector_options::" + std::string(field) + (value.empty() ? "" : " = ") + std::string(value);
    }};
    id_reader item_;
    vocabulary items_;
    vector_rows vectors_;
};
}  // namespace detail

/// Reads a table with a single column of vectors from any source; `name` stands for it in messages.
inline item_attributes read_vectors(byte_reader source, std::string name, const vector_options& options = {}) {
    source = detail::text_only(std::move(source), name);
    return detail::vector_reader(std::move(source), std::move(name), options).read();
}
/// Reads a file, or standard input ("-"), which `decoder` unpacks if it recognises its first bytes (data::gzip): TSV or CSV, in
/// every row an item and the numbers of its vector, with or without a header row. `item_attributes::joined_with` joins it to other
/// attributes.
/// errors   `file_error` if the file cannot be read; `data_error` with file, line, column and remedy for a row of another
///          width, a number that is none, an item that comes twice
/// memory   the vectors, up to twice while they are read
template <Decoder D>
item_attributes read_vectors(const std::filesystem::path& path, const D& decoder, const vector_options& options = {}) {
    detail::opened_file file = detail::open_decoded(path, decoder);
    return read_vectors(std::move(file.source), std::move(file.name), options);
}
/// Reads a plain file. io::read_vectors reads those of a safetensors file.
inline item_attributes read_vectors(const std::filesystem::path& path, const vector_options& options = {}) {
    return read_vectors(path, plain_text{}, options);
}
/// Reads vectors from text in memory; `name` stands for it in messages.
inline item_attributes parse_vectors(std::string_view text, std::string_view name, const vector_options& options = {}) {
    return read_vectors(from_memory(text), std::string(name), options);
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
