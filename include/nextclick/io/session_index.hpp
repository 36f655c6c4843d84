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

/// An index of sessions as one safetensors file: its arrays as they are, and the vocabulary. Optional: needs nlohmann-json.
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
    if (fault != std::errc() || end != text.data() + text.size()) file.refuse("metadata '" + key + "' is no number: " + text);
    return value;
}
}  // namespace detail

namespace detail {
inline void add_index(tensor_writer& file, const neighbours::session_index& sessions) {
    const neighbours::index_parts& p = sessions.parts();
    file.metadata["sessions.epoch"] = std::to_string(p.epoch);
    file.metadata["sessions.most_recent"] = std::to_string(p.most_recent);
    file.metadata["sessions.item_bits"] = std::to_string(p.item_bits);
    const auto add = [&](const char* name, std::span<const std::uint32_t> values) {
        file.add<std::uint32_t>(name, values, {values.size()});
    };
    add("sessions.begin", p.session_begin);
    add("sessions.entries", p.entries);
    add("sessions.ended", p.ended);
    add("items.begin", p.item_begin);
    add("items.sessions", p.postings);
    add("items.clicks", p.support);
    add("items.pairs", p.pairs);
    add_vocabulary(file, sessions.items());
    add_about(file, sessions.about(), false);  // the support is items.clicks
}
/// Throws `file_error`.
inline neighbours::session_index read_index(const tensor_file& file) {
    neighbours::index_parts p;
    p.epoch = index_number<std::int64_t>(file, "sessions.epoch");
    p.most_recent = index_number<std::size_t>(file, "sessions.most_recent");
    p.item_bits = index_number<unsigned>(file, "sessions.item_bits");
    const auto part = [&](const char* name) { return file.in_place<std::uint32_t>(name); };
    p.session_begin = part("sessions.begin");
    p.entries = part("sessions.entries");
    p.ended = part("sessions.ended");
    p.item_begin = part("items.begin");
    p.postings = part("items.sessions");
    p.support = part("items.clicks");
    p.pairs = part("items.pairs");
    try {
        auto items = std::make_shared<const data::vocabulary>(read_vocabulary(file));
        data::provenance about = read_about(file, items->size());
        return {std::move(items), p, file.owner(), std::move(about)};
    } catch (const data_error& e) {
        file.refuse(e.what());
    }
}
}  // namespace detail

/// Writes the index. Atomic. Throws `file_error`.
inline void save(const neighbours::session_index& sessions, const std::filesystem::path& path) {
    tensor_writer file;
    file.metadata["nextclick.format"] = detail::index_format;
    detail::add_index(file, sessions);
    file.write(path);
}

/// Maps an index that `save` wrote: its arrays stay in the file, and are read when they are needed. All of it is looked at
/// once, so that a damaged or hostile file is an error here and not a wrong read later. Throws `file_error`.
///     const auto sessions = std::make_shared<const neighbours::session_index>(io::load<neighbours::session_index>(path));
template <std::same_as<neighbours::session_index> Index>
Index load(const tensor_file& file) {
    const auto format = file.metadata().find("nextclick.format");
    if (format == file.metadata().end() || format->second != detail::index_format)
        file.refuse("this file does not hold an index of sessions: the file has " +
                    (format == file.metadata().end() ? "(nothing)" : format->second) + ", needed is " + std::string(detail::index_format) +
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
