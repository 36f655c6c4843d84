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

/// Reading of item vectors from text: of pictures, descriptions, or another model's table.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

struct vector_options {
    std::string name = "Vector";  ///< name of the resulting column
    char separator = 0;           ///< 0: tab, comma or semicolon, as found in the first line
    std::optional<char> quote{};  ///< as read_options::quote
    id_type item_ids = id_type::automatic;
    std::size_t max_line = std::size_t{1} << 22;  ///< maximum bytes of a row; a longer one stops the reader
    std::size_t max_width = 10'000;
};

namespace detail {
class vector_reader {
public:
    vector_reader(byte_reader read, std::string name, const vector_options& options);

    item_attributes read();

private:
    /// Determines separator and width from the first line, which is a header unless its second field is a number.
    void open();
    void keep();

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

/// Reads a table with a single column of vectors from any source; `name` is its name in messages.
item_attributes read_vectors(byte_reader source, std::string name, const vector_options& options = {});
/// Reads a file, or standard input ("-"), decompressed by `decoder` (data::gzip) if it recognises the first bytes: TSV or CSV with
/// an item and the numbers of its vector in every row, with or without a header row. `item_attributes::joined_with` joins it to
/// other attributes.
/// errors   `file_error` if the file cannot be read; `data_error` with file, line, column and remedy for a row of another
///          width, an invalid number, a duplicate item
/// memory   the vectors, up to twice while reading
template <Decoder D>
item_attributes read_vectors(const std::filesystem::path& path, const D& decoder, const vector_options& options = {}) {
    detail::opened_file file = detail::open_decoded(path, decoder);
    return read_vectors(std::move(file.source), std::move(file.name), options);
}
/// Reads a plain file. io::read_vectors reads those of a safetensors file.
inline item_attributes read_vectors(const std::filesystem::path& path, const vector_options& options = {}) {
    return read_vectors(path, plain_text{}, options);
}
/// Reads vectors from text in memory; `name` is its name in messages.
inline item_attributes parse_vectors(std::string_view text, std::string_view name, const vector_options& options = {}) {
    return read_vectors(from_memory(text), std::string(name), options);
}

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/read_vectors.ipp"
#endif
