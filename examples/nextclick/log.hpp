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

/// How the logs of a command are read: the options of the reader, and what they were typed as, for a model's file to keep.
class log_options {
public:
    /// Adds the options to a command.
    void add(CLI::App& command);
    /// For commands that take a model: the option to forget how its log was read.
    void add_anew(CLI::App& command);
    /// The options that were given so far.
    typed_options typed() const;
    /// Takes those that were given elsewhere too, unless there is one of that name already.
    void complete(const typed_options& others);
    /// Whether a column of users is read.
    bool has_users() const { return !read.user.empty(); }

    nc::data::read_options read{};
    bool anew = false;  ///< `complete` takes nothing
    std::string gap{};  ///< minutes, "day" or "user": sessions are made of users

private:
    CLI::App* command_ = nullptr;
    std::vector<std::string> names_{};
    typed_options elsewhere_{};
};

/// Words as a shell takes them.
std::string in_shell(const std::vector<std::string>& words);
/// "--item aid --session-gap 30", as a shell takes it.
std::string command_line(const typed_options& options);

/// What unpacks the logs: gzip, and zstd where its library is found.
#ifdef NEXTCLICK_WITH_ZSTD
using decoders = nc::data::decoders<nc::data::gzip, nc::data::zstd>;
#else
using decoders = nc::data::decoders<nc::data::gzip>;
#endif

/// A file, or standard input ("-"), unpacked.
nc::data::byte_reader open_log(const std::string& file);
/// Reads a log, and cuts it into sessions as was asked.
nc::data::click_log read_log(nc::data::byte_reader source, const std::string& name, const log_options& how, nc::data::read_report& met);
/// The same of a file, and says on standard error what came of it. `who`: "log", "test log".
nc::data::click_log read_log(const std::string& file, const log_options& how, const char* who = "log");

/// What came of a log: rows, sessions, what was skipped and why; a line each.
std::vector<std::string> description_of(const nc::data::click_log& log, const nc::data::read_report& met);

/// "1,234,567".
std::string with_commas(std::uint64_t n);
/// "2014-04-07 10:00:01".
std::string date_of(std::int64_t ms);
