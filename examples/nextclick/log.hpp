// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <nextclick/data/click_log.hpp>
#include <nextclick/data/read/decoder.hpp>
#include <nextclick/data/read/gzip.hpp>
#include <nextclick/data/read/read_clicks.hpp>
#ifdef NEXTCLICK_WITH_ZSTD
#include <nextclick/data/read/zstd.hpp>
#endif
#include <string>
#include <string_view>
#include <vector>

#include "guess.hpp"

namespace nc = nextclick;

/// How the logs of a command are read: the options of the reader, and their text, which a model's file keeps.
class log_options {
public:
    /// Adds the options to a command.
    void add(CLI::App& command);
    /// For commands that take a model: the option to ignore the stored options of its log.
    void add_anew(CLI::App& command);
    /// The options that were given so far.
    typed_options typed() const;
    /// Adds options from elsewhere, except those that are already given.
    void complete(const typed_options& others);
    /// Whether a column of users is read.
    bool has_users() const { return !read.user.empty(); }

    nc::data::read_options read{};
    bool ignore_stored = false;  ///< `complete` adds nothing
    std::string gap{};           ///< minutes, "day" or "user": how users are cut into sessions

private:
    CLI::App* command_ = nullptr;
    std::vector<std::string> names_{};
    typed_options elsewhere_{};
};

/// A word, quoted for a shell.
std::string in_shell(const std::vector<std::string>& words);
/// "--item aid --session-gap 30", quoted for a shell.
std::string command_line(const typed_options& options);

/// The decoders of compressed logs: gzip, and zstd where its library is found.
#ifdef NEXTCLICK_WITH_ZSTD
using decoders = nc::data::decoders<nc::data::gzip, nc::data::zstd>;
#else
using decoders = nc::data::decoders<nc::data::gzip>;
#endif

/// A file, or standard input ("-"), decompressed.
nc::data::byte_reader open_log(const std::string& file);
/// Reads a log, and cuts it into sessions by the options.
nc::data::click_log read_log(nc::data::byte_reader source, const std::string& name, const log_options& options,
                             nc::data::read_report& report);
/// The same from a file, with a report on standard error. `label`: "log", "test log".
nc::data::click_log read_log(const std::string& file, const log_options& options, const char* label = "log");

/// The report on a log, line by line: rows, sessions, skipped rows and reasons.
std::vector<std::string> description_of(const nc::data::click_log& log, const nc::data::read_report& report);

/// "1,234,567".
std::string with_commas(std::uint64_t n);
/// "2014-04-07 10:00:01".
std::string date_of(std::int64_t ms);
