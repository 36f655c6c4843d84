// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/read/byte_reader.hpp"
#include "nextclick/data/read/decoder.hpp"
#include "nextclick/data/read/json_lines.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/read/read_options.hpp"

/// Reading of click logs in all supported formats. Needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Reads a log in the format `read_options::format`; automatic: JSON Lines if the text begins with a JSON object, a table
/// otherwise. `read_report::format` is the format found.
/// errors  as `read_clicks` and `read_json_lines`
inline click_log read_log(byte_reader source, std::string name, const read_options& options = {}, read_report* report = nullptr,
                          std::uint64_t size_hint = 0) {
    auto [head, text] = peek(std::move(source), detail::sniffed_bytes);
    const bool json = options.format == log_format::automatic ? detail::looks_like_json(head) : options.format == log_format::json_lines;
    if (json) return read_json_lines(std::move(text), std::move(name), options, report);
    return read_clicks(std::move(text), std::move(name), options, report, size_hint);
}
/// Reads a file, or standard input ("-"), decompressed by `decoder` if it recognises the first bytes.
template <Decoder D>
click_log read_log(const std::filesystem::path& path, const D& decoder, const read_options& options = {}, read_report* report = nullptr) {
    detail::opened_file file = detail::open_decoded(path, decoder);
    return read_log(std::move(file.source), std::move(file.name), options, report, file.size);
}
/// Reads a plain file.
inline click_log read_log(const std::filesystem::path& path, const read_options& options = {}, read_report* report = nullptr) {
    return read_log(path, plain_text{}, options, report);
}
/// Reads a log from text in memory; `name` is its name in messages.
inline click_log parse_log(std::string_view text, std::string_view name, const read_options& options = {}, read_report* report = nullptr) {
    return read_log(from_memory(text), std::string(name), options, report, text.size());
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
