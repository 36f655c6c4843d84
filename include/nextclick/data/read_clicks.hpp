// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/data/byte_reader.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/click_reader.hpp"
#include "nextclick/data/read_options.hpp"

/// Reading click logs: TSV or CSV with named columns.
namespace nextclick::inline NEXTCLICK_ABI::data {

/// Decompresses a file, if it is one of its kind. `data/gzip.hpp` has the one for gzip; write others alike.
template <class D>
concept Decoder = requires(const D d, std::string_view head, byte_reader in, std::string name) {
    { d.recognises(head) } -> std::convertible_to<bool>;
    { d.decode(in, name) } -> std::convertible_to<byte_reader>;
};

/// Takes text as it is, and says what to include when it meets gzip.
struct plain_text {
    bool recognises(std::string_view head) const { return head.starts_with("\x1F\x8B"); }
    byte_reader decode(const byte_reader&, const std::string& name) const {
        throw data_error(name +
                         ": the file is compressed with gzip; include \"nextclick/data/gzip.hpp\", link zlib and "
                         "call read_clicks(path, data::gzip{}), or unpack the file");
    }
};

/// Reads a log from any source. `name` stands for the source in messages; `size_hint`, if known, is the number of
/// bytes.
inline click_log read_clicks(byte_reader source, std::string name, const read_options& how = {}, read_report* report = nullptr,
                             std::uint64_t size_hint = 0) {
    read_report unwanted;
    return detail::click_reader(std::move(source), std::move(name), size_hint, how).read(report != nullptr ? *report : unwanted);
}

/// Reads a file, which `decoder` unpacks if it recognises its first bytes.
/// ensures  sessions gathered, their events in order of time (stable), sessions in order of their start; items numbered
///          in order of first appearance in the file
/// errors   `file_error` if the file cannot be opened or read; `data_error` with file, line, column and remedy if its
///          content cannot be used
/// memory   while reading: the log, a quarter of a megabyte, 8 bytes a session and, for each column in turn, a copy of
///          it if rows have to be put in order; twice the log if the size was not known before (compressed files)
template <Decoder D>
click_log read_clicks(const std::filesystem::path& path, const D& decoder, const read_options& how = {}, read_report* report = nullptr) {
    auto [head, source] = peek(open_file(path), 4);
    const std::string name = path.string();
    if (decoder.recognises(head)) return read_clicks(decoder.decode(std::move(source), name), name, how, report);
    std::error_code none;
    const auto size = std::filesystem::file_size(path, none);
    return read_clicks(std::move(source), name, how, report, none ? 0 : size);
}

/// Reads a plain file.
inline click_log read_clicks(const std::filesystem::path& path, const read_options& how = {}, read_report* report = nullptr) {
    return read_clicks(path, plain_text{}, how, report);
}

/// Reads a log from text in memory; `name` stands for it in messages.
inline click_log parse_clicks(std::string_view text, std::string_view name, const read_options& how = {}, read_report* report = nullptr) {
    return read_clicks(from_memory(text), std::string(name), how, report, text.size());
}

}  // namespace nextclick::inline NEXTCLICK_ABI::data
