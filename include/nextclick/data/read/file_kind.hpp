// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"

/// Detection of files that are not text by their first bytes, with commands to convert them.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// The number of first bytes that `refuse_binary` needs.
inline constexpr std::size_t sniffed_bytes = 512;

/// The format of a file, and a command that converts it to text, in which FILE is its name; both empty: it may be text.
struct file_kind {
    std::string_view name, remedy;
};

bool has_control_characters(std::string_view head);

/// Detects UTF-16 and UTF-32, by a byte order mark or by zeros next to the first characters.
file_kind wide_text(std::string_view head);

/// Detects zip files, and formats based on zip.
file_kind zip_kind(std::string_view head);

/// Detects formats by first bytes that no text has.
file_kind kind_of_file(std::string_view head);

/// Detects text that is not a log, such as an error page of a server.
file_kind kind_of_document(std::string_view head);

/// Throws `data_error` that names the format of the file and the command that converts it. `extra_remedy`, if not empty, is added
/// to the message; `reader` is the program that reads standard input.
[[noreturn]] void refuse(const file_kind& kind, const std::string& name, const std::string& reader, const std::string& extra_remedy);
void refuse_non_text(std::string_view head, const std::string& name, const std::string& reader = "PROGRAM ... -");

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/file_kind.ipp"
#endif
