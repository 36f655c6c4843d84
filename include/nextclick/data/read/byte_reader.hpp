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

/// The sources of a log's bytes.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Fills the span from its start and returns the number of bytes; 0 means the end. Files, memory, decompressors and user-defined
/// sources have this type; readers call it once per 256 kB.
using byte_reader = std::function<std::size_t(std::span<char>)>;

namespace detail {
[[noreturn]] void cannot_open(const std::string& name, const std::string& why, const char* remedy);
inline std::string reason(int code) { return std::generic_category().message(code); }
std::size_t read_bytes(std::FILE* file, const std::string& name, std::span<char> to);
}  // namespace detail

/// The name of a path in messages.
inline std::string name_of(const std::filesystem::path& path) { return path == "-" ? "standard input" : path.string(); }

/// Opens a file, or standard input if the path is "-" ("./-" is a file of that name).
/// errors  `file_error` if the path is missing, a directory, or not readable, or if standard input was already read to its end
byte_reader open_file(const std::filesystem::path& path);

/// Reads the text, which must outlive the reader.
byte_reader from_memory(std::string_view text);

/// Returns the first bytes of a reader, and a reader that still returns all bytes.
std::pair<std::string, byte_reader> peek(byte_reader read, std::size_t bytes);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/byte_reader.ipp"
#endif
