// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <charconv>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/io/about.hpp"
#include "nextclick/io/columns.hpp"
#include "nextclick/io/safetensors.hpp"
#include "nextclick/neighbours/session_index.hpp"

/// An index of sessions as one safetensors file: its arrays and the vocabulary. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

namespace detail {
inline constexpr std::string_view index_format = "nextclick sessions 1";

template <std::integral I>
I index_number(const tensor_file& file, const std::string& key) {
    const auto found = file.metadata().find(key);
    I value{};
    if (found == file.metadata().end()) file.refuse("metadata '" + key + "' is missing");
    const std::string& text = found->second;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size()) file.refuse("metadata '" + key + "' is not a number: " + text);
    return value;
}
}  // namespace detail

namespace detail {
void add_index(tensor_writer& file, const neighbours::session_index& sessions);
/// Throws `file_error`.
neighbours::session_index read_index(const tensor_file& file);
}  // namespace detail

/// Writes the index. Atomic. Throws `file_error`.
void save(const neighbours::session_index& sessions, const std::filesystem::path& path);

/// Maps an index that `save` wrote: its arrays remain in the file. All of them are validated here, so that a damaged or hostile
/// file causes an error and no invalid read later. Throws `file_error`.
///     const auto sessions = std::make_shared<const neighbours::session_index>(io::load<neighbours::session_index>(path));
template <std::same_as<neighbours::session_index> Index>
Index load(const tensor_file& file) {
    const auto format = file.metadata().find("nextclick.format");
    if (format == file.metadata().end() || format->second != detail::index_format)
        file.refuse("this file does not hold an index of sessions: the file has " +
                    (format == file.metadata().end() ? "(nothing)" : format->second) + ", expected " + std::string(detail::index_format) +
                    "; write one with io::save");
    if (!file.has_checksum()) file.refuse("there is no checksum");
    return detail::read_index(file);
}
template <std::same_as<neighbours::session_index> Index>
Index load(const std::filesystem::path& path) {
    return load<Index>(tensor_file::map(path));
}

}  // namespace io
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/session_index.ipp"
#endif
