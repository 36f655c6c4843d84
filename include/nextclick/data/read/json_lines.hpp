// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/read/byte_reader.hpp"
#include "nextclick/data/read/decoder.hpp"
#include "nextclick/data/read/event_reader.hpp"
#include "nextclick/data/read/json_line.hpp"
#include "nextclick/data/read/line_reader.hpp"
#include "nextclick/data/read/read_options.hpp"

/// Reading click logs in JSON Lines: one object per line, an event or a session with its events. Needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {

class json_lines_reader {
public:
    json_lines_reader(byte_reader read, std::string name, const read_options& options);

    click_log read(read_report& report);

private:
    static constexpr std::uint32_t none = json_line::element;

    std::uint32_t request(const std::string& path) { return path.empty() ? none : json_.request(path); }

    void take_line();
    /// Assigns fields to the indices of their paths; an element that is not an object is the item. Returns false for a duplicate field.
    bool apply(const json_field* field, const json_field* end, std::vector<json_field>& to);

    /// Adds the event in `now_`, which begins in this column.
    void take(std::size_t column);
    const json_field& field(std::size_t f) const { return now_[number_[f]]; }
    std::string_view text(const json_field& f) const {
        return f.kind == json_kind::absent || f.kind == json_kind::null ? std::string_view() : json_.text(f);
    }
    bool passes_filters();
    void mark_found(std::uint32_t number);

    /// Sets `to` to the text of a field; returns false for an invalid value, which makes the event a bad row.
    bool read_field(std::size_t f, std::size_t column, std::string_view& to);
    /// Reads 17.0 as the integer 17; other fractions are ids only if strings are requested.
    bool read_real(std::size_t f, const json_field& value, std::string_view& to);
    const std::string& path(std::size_t f) const { return json_.paths()[number_[f]]; }
    std::string remedy_for(std::size_t f) const;
    std::string missing(std::size_t f) const;
    void bad(std::size_t column, const std::string& what) {
        events_.bad_row([&] { return lines_.place(column) + what; });
    }
    /// Throws if no event has one of the columns, since its name is most likely misspelt.
    void require_columns();

    read_options options_;
    line_reader lines_;
    event_reader events_;
    std::string name_;
    json_line json_;
    std::vector<std::uint32_t> number_, chosen_by_;  ///< path indices of an event's fields, and of the filters' columns
    std::vector<json_field> whole_, own_, now_;      ///< fields by path: of the line, of an event in it, and of both merged
    std::vector<std::string_view> texts_, chosen_, all_;
    std::vector<bool> found_paths_;
    std::string line_;
    std::array<std::string, first_column_field> whole_number_;
};

}  // namespace detail

/// Reads a log in JSON Lines from any source. `name` is the source's name in messages. The options name the members of an event
/// like the columns of a table, nested members by their path ("item.id"). If a line has an array `read_options::events`, its
/// elements are the events (objects, or only items); other members of the line, for example its session, apply to all of them.
/// Numbers are ids (17.0 is 17).
/// errors  as `read_clicks`. A bad row is an event, or a line that is not an object
/// memory  as `read_clicks`, and a line of at most `read_options::max_line` up to fifteen times
click_log read_json_lines(byte_reader source, std::string name, const read_options& options = {}, read_report* report = nullptr);
/// Reads a file, or standard input ("-"), decompressed by `decoder` if it recognises the first bytes.
template <Decoder D>
click_log read_json_lines(const std::filesystem::path& path, const D& decoder, const read_options& options = {},
                          read_report* report = nullptr) {
    detail::opened_file file = detail::open_decoded(path, decoder);
    return read_json_lines(std::move(file.source), std::move(file.name), options, report);
}
/// Reads a plain file.
inline click_log read_json_lines(const std::filesystem::path& path, const read_options& options = {}, read_report* report = nullptr) {
    return read_json_lines(path, plain_text{}, options, report);
}
/// Reads a log from text in memory; `name` is its name in messages.
inline click_log parse_json_lines(std::string_view text, std::string_view name, const read_options& options = {},
                                  read_report* report = nullptr) {
    return read_json_lines(from_memory(text), std::string(name), options, report);
}

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/json_lines.ipp"
#endif
