// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"

/// Where the bytes of a log come from.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Fills the span from its start and says how many bytes came; 0 means the end. Files, memory, decompressors and a
/// user's own sources all look like this; it is called once for a quarter of a megabyte.
using byte_reader = std::function<std::size_t(std::span<char>)>;

namespace detail {
[[noreturn]] void cannot_open(const std::string& name, const std::string& why, const char* remedy);
inline std::string reason(int code) { return std::generic_category().message(code); }
std::size_t read_bytes(std::FILE* file, const std::string& name, std::span<char> to);
}  // namespace detail

/// How messages name a path.
inline std::string name_of(const std::filesystem::path& path) { return path == "-" ? "standard input" : path.string(); }

/// Opens a file, or standard input: that is "-" ("./-" is a file of that name).
/// errors  `file_error` if the path is missing, a directory, or may not be read, or if standard input was read to its end before
byte_reader open_file(const std::filesystem::path& path);

/// Reads the text, which must outlive the reader.
byte_reader from_memory(std::string_view text);

/// The first bytes of a reader, and a reader that still gives all of them.
std::pair<std::string, byte_reader> peek(byte_reader read, std::size_t bytes);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/byte_reader.ipp"
#endif
