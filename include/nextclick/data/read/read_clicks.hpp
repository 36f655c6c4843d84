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

/// Reading click logs: TSV or CSV with named columns, or a session a line. data/read/read_log.hpp reads JSON Lines too.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
/// Whether a text begins with an object of JSON, or an array of such.
bool looks_like_json(std::string_view head);
}  // namespace detail

/// Reads a log from any source: a table, or a session a line (`read_options::format`). `name` stands for the source in
/// messages; `size_hint`, if known, is the number of bytes.
click_log read_clicks(byte_reader source, std::string name, const read_options& options = {}, read_report* report = nullptr,
                      std::uint64_t size_hint = 0);

/// Reads a file, or standard input ("-"), which `decoder` unpacks if it recognises its first bytes.
/// ensures  sessions gathered, their events in order of time (stable), sessions in order of their start; items numbered
///          in order of first appearance in the file
/// errors   `file_error` if the file cannot be opened or read; `data_error` with file, line, column and remedy if its
///          content cannot be used
/// memory   while reading: the log, a quarter of a megabyte, 8 bytes a session and, for each column in turn, a copy of
///          it if rows have to be put in order; twice the log if the size was not known before (compressed files)
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

/// Reads a log from text in memory; `name` stands for it in messages.
inline click_log parse_clicks(std::string_view text, std::string_view name, const read_options& options = {},
                              read_report* report = nullptr) {
    return read_clicks(from_memory(text), std::string(name), options, report, text.size());
}

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/read_clicks.ipp"
#endif
