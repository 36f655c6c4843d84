// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Options of the reader as they are typed, by name: {"--item", "aid"}; flags have an empty value.
using typed_options = std::multimap<std::string, std::string>;

/// Guesses from the first rows of a log about how to read it.
struct log_guess {
    std::string shape{};                 ///< "a table of 5 columns, separated by tabs, without a header row"
    typed_options options{};             ///< of the reader, as they are typed: {"--item", "aid"}
    std::vector<std::string> remarks{};  ///< what could not be guessed, and warnings
    bool complete = true;                ///< false: a required option is missing
};

/// `head` holds the first bytes of the log, decompressed; `whole` is true if there are no more.
log_guess guess_log(std::string_view head, bool whole, const typed_options& typed);
