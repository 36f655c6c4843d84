// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/table_reader.hpp"

/// The header of a table: separator and names of columns.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

class table_header {
public:
    table_header(std::string file, char separator, std::vector<std::string> names, const read_options& options);

    std::size_t size() const { return names_.size(); }
    char separator() const { return separator_; }
    const std::vector<std::string>& names() const { return names_; }

    /// The position of a column. Throws `data_error` if it is missing or duplicate.
    std::size_t find(const std::string& name, const char* option) const;

private:
    std::string remedy(std::string_view option) const;
    std::string quoted() const;
    std::string list() const;
    std::string file_;
    char separator_;
    std::vector<std::string> names_;
    const read_options& options_;
};

/// Skips a UTF-8 byte order mark, and throws if the text is not a table.
void check_start(table_reader& rows);

/// The quote character: as requested, or '"' unless the separator is a tab; 0: none.
inline char quote_for(char separator, std::optional<char> given) { return given ? *given : separator == '\t' ? char{0} : '"'; }

/// The most frequent of tab, comma and semicolon outside quotes; the earlier of these if two are equal.
char guess_separator(std::string_view line, const std::string& name, const std::string& option, std::optional<char> quote = {});

/// Throws `argument_error` for invalid separator or quote characters.
void check_separator(char separator, char quote, const std::string& separator_option, const std::string& quote_option);

/// Whether a line consists of these fields, quoted or not.
bool is_row_of(std::string_view line, char separator, char quote, const std::vector<std::string>& names);

/// Reads the header row, or uses the given names, and sets the separator of the reader.
table_header read_header(table_reader& rows, const read_options& options);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/table_header.ipp"
#endif
