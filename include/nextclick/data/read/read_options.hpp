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

/// How a click log is read, and what was met on the way.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class time_unit : std::uint8_t {
    automatic,     ///< ISO 8601 if the first row that is kept has it; otherwise the first unit in which a number lies from 1973 to 5138
    seconds,       ///< since the epoch, with or without a fraction
    milliseconds,  ///< since the epoch
    microseconds,  ///< since the epoch
    nanoseconds,   ///< since the epoch
    iso            ///< 2014-04-07T10:51:09.277Z; T or blank, time of day, fraction and zone optional (then UTC)
};
enum class bad_rows : std::uint8_t {
    stop,  ///< the first row that cannot be read throws
    skip   ///< such rows are left out and counted
};

enum class log_format : std::uint8_t {
    automatic,     ///< JSON Lines if the text begins with an object of JSON, a table otherwise
    table,         ///< TSV or CSV: an event a row, or (`item_separator`) a list of items a row
    json_lines,    ///< an object a line: an event, or a session with an array of `events`; by data/read/json_lines.hpp
    session_lines  ///< a session a line: items, parted by blanks or commas
};
enum class repeated_lists : std::uint8_t {
    stop,  ///< a second list of one user, or without users of one session, is a bad row
    last,  ///< rows repeat a list that grows: the last one counts, by time and then in order of the file
    each   ///< each list is a session of its own
};
enum class leading_id : std::uint8_t { none, session, user };

struct read_options {
    std::string session = "SessionId";  ///< empty: all events of a user are one session, to be cut by data::sessions_by_inactivity
    std::string item = "ItemId";
    std::string time = "Time";              ///< empty: the log has no times, the order of the file counts
    std::string user{};                     ///< empty: no users are read
    std::vector<column_request> columns{};  ///< further columns

    log_format format = log_format::automatic;
    std::string events = "events";                           ///< JSON Lines: the array of a session's events in its line; empty: none
    char item_separator = 0;                                 ///< tables: what parts the items of a list; 0: a row has one item
    repeated_lists on_repeated_list = repeated_lists::stop;  ///< where rows or lines hold lists of items
    leading_id line_begins_with = leading_id::none;          ///< session_lines: what stands before the items

    char separator = 0;  ///< 0: tab, comma or semicolon, whichever the header has
    std::optional<char>
        quote{};  ///< around fields that hold separators, line ends or (doubled) quotes; 0: none; empty: '"' unless tabs part fields
    std::vector<std::string> header{};  ///< names of the columns of a file without a header row
    id_type session_ids = id_type::automatic;
    id_type item_ids = id_type::automatic;
    id_type user_ids = id_type::automatic;
    time_unit unit = time_unit::automatic;
    std::string time_format{};  ///< how times are written, as data::time_format reads them; empty: as `unit` says
    bad_rows on_bad_row = bad_rows::stop;
    double max_skipped_share = 0.5;  ///< of the rows of the whole file: where more cannot be read the reader throws

    /// Rows become events if every column named in `keep` has one of its values, and none named in `drop` one of those: judged
    /// before anything else in the row is looked at. The columns need not be among `columns`.
    ///     .keep = {{"event", {"view", "addtocart"}}}
    std::vector<column_filter> keep{}, drop{};
    std::function<bool(const row_view&)> only{};  ///< and if this is true of them, where it is given

    std::size_t max_line = 0;  ///< bytes of a row; a longer one stops the reader; 0: 1 MB, and 16 MB where a row holds a session
    std::size_t max_columns = 10'000;
    std::size_t messages = 8;  ///< how many skipped rows the report describes

    std::size_t longest_line(bool holds_session) const { return max_line != 0 ? max_line : std::size_t{1} << (holds_session ? 24 : 20); }

    /// How messages name an option, so that a program's own words stand in them: of a field of this struct, and the value that
    /// would mend things (both as C++ spells them; the value may be empty). Without it "read_options::field = value".
    std::function<std::string(std::string_view field, std::string_view value)> spelling{};
    /// "path" with the value "-" is the program as it is called to read a log from standard input.
    std::string reads_standard_input() const { return spelling ? spelling("path", "-") : "PROGRAM ... -"; }
    /// The option as messages name it.
    std::string spelled(std::string_view field, std::string_view value = {}) const {
        if (spelling) return spelling(field, value);
        return "read_options::" + std::string(field) + (value.empty() ? "" : " = ") + std::string(value);
    }
};

struct read_report : build_report {
    std::uint64_t bytes = 0;                ///< of text, after decompression
    std::uint64_t skipped = 0;              ///< rows that could not be read
    std::uint64_t mixed_units = 0;          ///< those of them whose time is in another unit than the times before
    std::uint64_t dropped = 0;              ///< rows left out by read_options::keep, drop and only
    std::uint64_t multiline = 0;            ///< rows with line ends inside quotes; the first are among the remarks
    std::uint64_t blank = 0;                ///< blank lines
    std::uint64_t empty_lists = 0;          ///< rows and lines whose list of items or events is empty
    std::uint64_t repeated_lists = 0;       ///< lists that a later one replaces
    log_format format = log_format::table;  ///< as found
    time_unit unit = time_unit::automatic;  ///< as found; automatic: there are no times, or time_format reads them
    char separator = 0;                     ///< as found
    std::vector<std::string> messages;      ///< the first skipped rows, "file:line:column: what; remedy"
    std::vector<std::string> remarks;       ///< what is no fault and better known: ids that turn into strings, values that never occur
    std::vector<value_count> values;        ///< of the columns of keep and drop
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
