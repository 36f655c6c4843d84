// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <map>
#include <nextclick/data/read_options.hpp>
#include <string>
#include <vector>

/// Adds what the reader of click logs takes to a command line; the values that `read` has are the defaults, and it must live
/// until the command line is parsed. Returns the options, so that a program may say what they need or exclude.
inline std::vector<CLI::Option*> add_reader_options(CLI::App& app, nextclick::data::read_options& read) {
    namespace data = nextclick::data;
    const auto split = [](const std::string& text) { return CLI::detail::split(text, ','); };
    std::vector<CLI::Option*> all;
    const auto column = [&](const char* name, std::string& to, const char* what) {
        all.push_back(app.add_option(name, to, what)->capture_default_str()->type_name("COLUMN"));
    };
    column("--item", read.item, "the log's column of items");
    column("--session", read.session, "the log's column of sessions");
    column("--user", read.user, "the log's column of users; \"\": none are read");
    column("--time", read.time, "the log's column of times; \"\": it has none, the order of the file counts");
    all.push_back(app.add_option_function<std::string>(
                         "--header", [&read, split](const std::string& names) { read.header = split(names); },
                         "names of all columns, of a file without a header row")
                      ->type_name("COLUMN,..."));
    all.push_back(
        app.add_option_function<std::string>(
               "--separator",
               [&read](const std::string& text) {
                   static const std::map<std::string, char> words{{"tab", '\t'}, {"\\t", '\t'}, {"comma", ','}, {"semicolon", ';'}};
                   const auto word = words.find(text);
                   if (word == words.end() && text.size() != 1)
                       throw CLI::ValidationError("--separator", "'" + text + "' is neither one byte nor tab, comma, semicolon");
                   read.separator = word == words.end() ? text[0] : word->second;
               },
               "between the fields of a row: tab, comma, semicolon or any byte; without it what the header has")
            ->type_name("BYTE"));
    all.push_back(app.add_flag_callback(
        "--string-ids", [&read] { read.session_ids = read.item_ids = read.user_ids = data::id_type::string; },
        "ids are strings although they look like numbers (007 is not 7)"));
    all.push_back(app.add_flag_callback(
        "--skip-bad-rows", [&read] { read.on_bad_row = data::bad_rows::skip; },
        "leave out rows that cannot be read, and say how many they are; without it the first one ends the program"));
    return all;
}
