// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Options of the reader as they are typed, by name: {"--item", "aid"}; flags have an empty value.
using typed_options = std::multimap<std::string, std::string>;

/// What the first rows of a log tell about how it is to be read.
struct log_guess {
    std::string shape{};                 ///< "a table of 5 columns, separated by tabs, without a header row"
    typed_options options{};             ///< of the reader, as they are typed: {"--item", "aid"}
    std::vector<std::string> remarks{};  ///< what could not be guessed, and what a reader of the log should know
    bool complete = true;                ///< false: an option is missing without which the log cannot be read
};

/// `head` holds the first bytes of the log, unpacked, and `whole` says that there are no more.
log_guess guess_log(std::string_view head, bool whole, const typed_options& typed);
