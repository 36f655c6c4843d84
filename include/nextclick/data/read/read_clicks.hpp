// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/read/byte_reader.hpp"
#include "nextclick/data/read/click_reader.hpp"
#include "nextclick/data/read/decoder.hpp"
#include "nextclick/data/read/file_kind.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/session_lines.hpp"

/// Reading of click logs: TSV or CSV with named columns, or one session per line. data/read/read_log.hpp reads JSON Lines too.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
/// Whether a text begins with a JSON object, or an array of objects.
bool looks_like_json(std::string_view head);
}  // namespace detail

/// Reads a log from any source: a table, or one session per line (`read_options::format`). `name` is the source's name in messages;
/// `size_hint` is the number of bytes, if known.
click_log read_clicks(byte_reader source, std::string name, const read_options& options = {}, read_report* report = nullptr,
                      std::uint64_t size_hint = 0);

/// Reads a file, or standard input ("-"), decompressed by `decoder` if it recognises the first bytes.
/// ensures  the events of a session are contiguous and ordered by time (stable), sessions are ordered by their start; items are
///          numbered by first appearance in the file
/// errors   `file_error` if the file cannot be opened or read; `data_error` with file, line, column and remedy if its
///          content cannot be used
/// memory   while reading: the log, a quarter of a megabyte, 8 bytes a session and, for each column in turn, a copy of it if rows
///          must be sorted; twice the log if the size is not known in advance (compressed files)
template <Decoder D>
click_log read_clicks(const std::filesystem::path& path, const D& decoder, const read_options& options = {},
                      read_report* report = nullptr) {
    detail::opened_file file = detail::open_decoded(path, decoder);
    return read_clicks(std::move(file.source), std::move(file.name), options, report, file.size);
}

/// Reads a plain file.
inline click_log read_clicks(const std::filesystem::path& path, const read_options& options = {}, read_report* report = nullptr) {
    return read_clicks(path, plain_text{}, options, report);
}

/// Reads a log from text in memory; `name` is its name in messages.
inline click_log parse_clicks(std::string_view text, std::string_view name, const read_options& options = {},
                              read_report* report = nullptr) {
    return read_clicks(from_memory(text), std::string(name), options, report, text.size());
}

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/read_clicks.ipp"
#endif
