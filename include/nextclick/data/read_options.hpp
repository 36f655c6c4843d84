// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nextclick/core/config.hpp"

/// How a click log is read, and what was met on the way.
namespace nextclick::inline NEXTCLICK_ABI::data {

enum class id_type : std::uint8_t {
    automatic,  ///< integers if the first row has one (in canonical spelling), strings otherwise
    integer,
    string
};
enum class time_unit : std::uint8_t {
    automatic,     ///< ISO 8601 if the first row has it; otherwise ms if any time is 10^11 or more, and s if none is
    seconds,       ///< since the epoch, with or without a fraction
    milliseconds,  ///< since the epoch
    iso            ///< 2014-04-07T10:51:09.277Z; T or blank, time of day, fraction and zone optional (then UTC)
};
enum class column_type : std::uint8_t {
    categorical,
    numeric,
    tags,  ///< several categories a field, parted by column_request::separator
    text   ///< words: runs of letters and digits, in lower case; every character beyond ASCII counts as a letter
};
enum class bad_rows : std::uint8_t {
    stop,  ///< the first row that cannot be read throws
    skip   ///< such rows are left out and counted
};

struct column_request {
    std::string name;
    column_type type = column_type::categorical;
    char separator = '|';  ///< of tags
};

struct read_options {
    std::string session = "SessionId";
    std::string item = "ItemId";
    std::string time = "Time";            ///< empty: the log has no times, the order of the file counts
    std::string user;                     ///< empty: no users are read
    std::vector<column_request> columns;  ///< further columns

    char separator = 0;               ///< 0: tab, comma or semicolon, whichever the header has
    std::vector<std::string> header;  ///< names of the columns of a file without a header row
    id_type session_ids = id_type::automatic;
    id_type item_ids = id_type::automatic;
    id_type user_ids = id_type::automatic;
    time_unit unit = time_unit::automatic;
    bad_rows on_bad_row = bad_rows::stop;

    std::size_t max_line = std::size_t{1} << 20;  ///< bytes of a row; a longer one stops the reader
    std::size_t max_columns = 10'000;
    std::size_t messages = 8;  ///< how many skipped rows the report describes
};

struct read_report {
    std::uint64_t bytes = 0;                ///< of text, after decompression
    std::uint64_t rows = 0;                 ///< events kept
    std::uint64_t skipped = 0;              ///< rows that could not be read
    std::uint64_t blank = 0;                ///< blank lines
    std::uint64_t out_of_order = 0;         ///< events earlier than the one before them in their session, in file order
    std::uint64_t ties = 0;                 ///< events at the very time of the one before them in their session
    std::uint64_t interleaved = 0;          ///< how often a session was taken up again after another one's rows
    std::uint64_t user_changes = 0;         ///< events whose user is not the one of the session's first row (who is kept)
    time_unit unit = time_unit::automatic;  ///< as found; automatic: there are no times
    char separator = 0;                     ///< as found
    std::vector<std::string> messages;      ///< the first skipped rows, "file:line:column: what; remedy"
};

}  // namespace nextclick::inline NEXTCLICK_ABI::data
