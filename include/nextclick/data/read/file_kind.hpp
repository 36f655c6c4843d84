// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"

/// Files that are no text, told by their first bytes, and how to make text of them.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// How many bytes `refuse_binary` should see.
inline constexpr std::size_t sniffed_bytes = 512;

/// What a file is, and a command that makes text of it, in which FILE stands for its name; both empty: it may be text.
struct file_kind {
    std::string_view name, remedy;
};

bool has_control_characters(std::string_view head);

/// Text of two or four bytes a character, with a mark or by the zeros beside its first characters.
file_kind wide_text(std::string_view head);

/// A zip file, or one of those that are zip files inside.
file_kind zip_kind(std::string_view head);

/// Told by bytes that no text begins with.
file_kind kind_of_file(std::string_view head);

/// Text that is no log: what a server sends instead of a file.
file_kind kind_of_document(std::string_view head);

/// Throws `data_error` that names what the file is and what makes a log of it, if its first bytes say that it is no text.
/// `beside`, if not empty, is a further remedy; `reader` the program that reads standard input.
[[noreturn]] void refuse(const file_kind& kind, const std::string& name, const std::string& reader, const std::string& beside);
void refuse_what_is_no_text(std::string_view head, const std::string& name, const std::string& reader = "PROGRAM ... -");

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/file_kind.ipp"
#endif
