// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/config.hpp"
#include "nextclick/data/read/log_builder.hpp"
#include "nextclick/data/read/row_filter.hpp"

/// The options and the report of reading a click log.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class time_unit : std::uint8_t {
    automatic,     ///< ISO 8601 if the first kept row has it; otherwise the first unit in which a number is a time from 1973 to 5138
    seconds,       ///< since the epoch, with or without a fraction
    milliseconds,  ///< since the epoch
    microseconds,  ///< since the epoch
    nanoseconds,   ///< since the epoch
    iso            ///< 2014-04-07T10:51:09.277Z; T or blank, time of day, fraction and zone optional (then UTC)
};
enum class bad_rows : std::uint8_t {
    stop,  ///< the first row that cannot be read throws
    skip   ///< such rows are skipped and counted
};

enum class log_format : std::uint8_t {
    automatic,     ///< JSON Lines if the text begins with a JSON object, a table otherwise
    table,         ///< TSV or CSV: one event per row, or (`item_separator`) a list of items per row
    json_lines,    ///< one object per line: an event, or a session with an array of `events`; needs data/read/json_lines.hpp
    session_lines  ///< one session per line: items, separated by blanks or commas
};
enum class repeated_lists : std::uint8_t {
    stop,  ///< a second list of a user (of a session, without users) is a bad row
    last,  ///< rows repeat a growing list: the last one is kept, by time and then by the order of the file
    each   ///< each list is a separate session
};
enum class leading_id : std::uint8_t { none, session, user };

struct read_options {
    std::string session = "SessionId";  ///< empty: all events of a user are one session, for data::sessions_by_inactivity to cut
    std::string item = "ItemId";
    std::string time = "Time";              ///< empty: the log has no times, and the order of the file is kept
    std::string user{};                     ///< empty: no users are read
    std::vector<column_request> columns{};  ///< further columns

    log_format format = log_format::automatic;
    std::string events = "events";                           ///< JSON Lines: the array of a session's events in its line; empty: none
    char item_separator = 0;                                 ///< tables: separator of the items of a list; 0: a row has one item
    repeated_lists on_repeated_list = repeated_lists::stop;  ///< if rows or lines have lists of items
    leading_id line_begins_with = leading_id::none;          ///< session_lines: the id before the items

    char separator = 0;  ///< 0: tab, comma or semicolon, as found in the header
    std::optional<char>
        quote{};  ///< encloses fields with separators, line ends or (doubled) quotes; 0: none; empty: '"' unless the separator is a tab
    std::vector<std::string> header{};  ///< names of the columns of a file without a header row
    id_type session_ids = id_type::automatic;
    id_type item_ids = id_type::automatic;
    id_type user_ids = id_type::automatic;
    time_unit unit = time_unit::automatic;
    std::string time_format{};  ///< pattern of data::time_format; empty: `unit` applies
    bad_rows on_bad_row = bad_rows::stop;
    double max_skipped_share = 0.5;  ///< maximum share of unreadable rows of the file; the reader throws if it is exceeded

    /// Rows become events if every column named in `keep` has one of its values, and none named in `drop` one of those: checked
    /// before the rest of the row is parsed. The columns need not be among `columns`.
    ///     .keep = {{"event", {"view", "addtocart"}}}
    std::vector<column_filter> keep{}, drop{};
    std::function<bool(const row_view&)> keep_if{};  ///< if set, rows must also satisfy this predicate

    std::size_t max_line = 0;  ///< maximum bytes of a row; a longer one stops the reader; 0: 1 MB, or 16 MB if a row is a session
    std::size_t max_columns = 10'000;
    std::size_t messages = 8;  ///< how many skipped rows the report describes

    std::size_t max_line_bytes(bool holds_session) const { return max_line != 0 ? max_line : std::size_t{1} << (holds_session ? 24 : 20); }

    /// The spelling of an option in messages, for programs with their own option names: given a field of this struct and the
    /// suggested value (both as in C++; the value may be empty), returns the text. Without it "read_options::field = value".
    std::function<std::string(std::string_view field, std::string_view value)> spelling{};
    /// The command that reads a log from standard input: the spelling of "path" with the value "-".
    std::string reads_standard_input() const { return spelling ? spelling("path", "-") : "PROGRAM ... -"; }
    /// An option as spelled in messages.
    std::string spelled(std::string_view field, std::string_view value = {}) const {
        if (spelling) return spelling(field, value);
        return "read_options::" + std::string(field) + (value.empty() ? "" : " = ") + std::string(value);
    }
};

struct read_report : build_report {
    std::uint64_t bytes = 0;                ///< bytes of text, after decompression
    std::uint64_t skipped = 0;              ///< rows that could not be read
    std::uint64_t mixed_units = 0;          ///< skipped rows whose time is in another unit than earlier times
    std::uint64_t dropped = 0;              ///< rows left out by read_options::keep, drop and keep_if
    std::uint64_t multiline = 0;            ///< rows with line ends inside quotes; the first are in the remarks
    std::uint64_t blank = 0;                ///< blank lines
    std::uint64_t empty_lists = 0;          ///< rows and lines whose list of items or events is empty
    std::uint64_t repeated_lists = 0;       ///< lists replaced by a later one
    log_format format = log_format::table;  ///< as found
    time_unit unit = time_unit::automatic;  ///< as found; automatic: no times, or read by time_format
    char separator = 0;                     ///< as found
    std::vector<std::string> messages;      ///< the first skipped rows, "file:line:column: what; remedy"
    std::vector<std::string> remarks;       ///< notes that are not errors: ids that became strings, filter values that never occur
    std::vector<value_count> values;        ///< value counts of the columns of keep and drop
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
