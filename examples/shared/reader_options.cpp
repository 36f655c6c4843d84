// SPDX-License-Identifier: Apache-2.0
#include "../reader_options.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../command_line.hpp"

namespace {
namespace reader {

namespace data = nextclick::data;

/// One byte, as typed: "tab", "comma", "semicolon", "space", or the character itself.
char byte_of(const std::string& option, const std::string& text) {
    static const std::map<std::string, char> words{{"tab", '\t'}, {"\\t", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"space", ' '}};
    if (const auto word = words.find(text); word != words.end()) return word->second;
    if (text.size() != 1) throw CLI::ValidationError(option, "'" + text + "' is neither one byte nor tab, comma, semicolon, space");
    return text[0];
}

/// "Column=a,b".
data::column_filter filter_of(const std::string& option, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size())
        throw CLI::ValidationError(option, "'" + text + "' is not of the form Column=value,value");
    return {text.substr(0, equals), CLI::detail::split(text.substr(equals + 1), ',')};
}

/// How the reader's messages name its options and suggest values: as on the command line.
std::string spelling(std::string_view field, std::string_view value) {
    if (field == "on_bad_row") return "--skip-bad-rows";
    if (field == "session_ids" || field == "item_ids" || field == "user_ids") return "--string-ids";
    static const std::map<std::string_view, std::string> names{{"unit", "--time-unit"},
                                                               {"item_separator", "--item-list"},
                                                               {"on_repeated_list", "--repeated-lists"},
                                                               {"line_begins_with", "--leading"}};
    if (field == "columns") return "the columns that this program reads";
    if (field == "path") return std::string(program_invocation_short_name) + " ... " + std::string(value);
    if (field == "format") value = value.ends_with("json_lines") ? "json" : value.ends_with("session_lines") ? "lines" : "table";
    const auto known = names.find(field);
    std::string text = known != names.end() ? known->second : "--" + std::string(field);
    std::string word(value.substr(value.find("::") == std::string_view::npos ? 0 : value.find("::") + 2));
    std::replace(text.begin(), text.end(), '_', '-');
    std::replace(word.begin(), word.end(), '_', '-');
    if (field == "quote" && word == "0") word = "none";
    return text + (word.empty() ? "" : " " + word);
}

}  // namespace reader
}  // namespace

std::vector<CLI::Option*> add_reader_options(CLI::App& app, nextclick::data::read_options& read) {
    namespace data = nextclick::data;
    read.spelling = reader::spelling;
    std::vector<CLI::Option*> all;
    const auto text = [&](const char* name, std::string& to, const char* type, const char* what) {
        all.push_back(app.add_option(name, to, what)->capture_default_str()->type_name(type));
    };
    const auto set = [&](const char* name, const char* type, const char* what, auto act) {
        all.push_back(app.add_option_function<std::string>(name, std::move(act), what)->type_name(type));
    };
    text("--item", read.item, "COLUMN", "the log's column of items");
    text("--session", read.session, "COLUMN", "the log's column of sessions");
    text("--user", read.user, "COLUMN", "the log's column of users; \"\": none are read");
    text("--time", read.time, "COLUMN", "the log's column of times; \"\": none, the order of the file counts");
    text("--time-format", read.time_format, "FORMAT", "how times are written, such as %d/%m/%Y %H:%M:%S");
    static const std::map<std::string, data::time_unit> units{{"s", data::time_unit::seconds},
                                                              {"ms", data::time_unit::milliseconds},
                                                              {"us", data::time_unit::microseconds},
                                                              {"ns", data::time_unit::nanoseconds},
                                                              {"iso", data::time_unit::iso}};
    set("--time-unit", "UNIT", "unit of numeric times: s, ms, us, ns; or iso for ISO 8601; without it that of the first row",
        [&read](const std::string& word) {
            const auto unit = units.find(word);
            if (unit == units.end()) throw CLI::ValidationError("--time-unit", "'" + word + "' is not one of s, ms, us, ns, iso");
            read.unit = unit->second;
        });
    set("--header", "COLUMN,...", "names of all columns, for a file without a header row",
        [&read](const std::string& names) { read.header = CLI::detail::split(names, ','); });
    set("--separator", "BYTE", "separator of fields: tab, comma, semicolon or any byte; without it that of the header",
        [&read](const std::string& byte) { read.separator = reader::byte_of("--separator", byte); });
    set("--quote", "BYTE", "quote of fields that contain separators, or none; without it \", and none in tab-separated files",
        [&read](const std::string& byte) { read.quote = byte == "none" ? '\0' : reader::byte_of("--quote", byte); });
    const auto one_of = [&]<class Enum>(const char* name, Enum& to, std::map<std::string, Enum> words, const char* what) {
        std::string names;
        for (const auto& [word, value] : words) names += (names.empty() ? "" : "|") + word;
        all.push_back(app.add_option_function<std::string>(
                             name,
                             [&to, name, words](const std::string& word) {
                                 const auto known = words.find(word);
                                 if (known == words.end()) throw CLI::ValidationError(name, "'" + word + "' is not one of its values");
                                 to = known->second;
                             },
                             what)
                          ->type_name(names));
    };
    one_of("--format", read.format,
           {{"table", data::log_format::table}, {"json", data::log_format::json_lines}, {"lines", data::log_format::session_lines}},
           "a table, JSON lines, or lines of items, a session each; without it JSON is recognised by its first character");
    text("--events", read.events, "KEY", "for JSON lines with a session each: the member with the list of events");
    set("--item-list", "BYTE", "the item field is a list of items with this separator: space, comma or any byte",
        [&read](const std::string& byte) { read.item_separator = reader::byte_of("--item-list", byte); });
    one_of("--repeated-lists", read.on_repeated_list,
           {{"stop", data::repeated_lists::stop}, {"last", data::repeated_lists::last}, {"each", data::repeated_lists::each}},
           "a second list of one user is an error (stop), the first one grown longer (last), or another session (each)");
    one_of("--leading", read.line_begins_with,
           {{"none", data::leading_id::none}, {"session", data::leading_id::session}, {"user", data::leading_id::user}},
           "the id before the items of a line");
    all.push_back(app.add_flag_callback(
        "--string-ids", [&read] { read.session_ids = read.item_ids = read.user_ids = data::id_type::string; },
        "ids are strings although they look like numbers (007 is not 7)"));
    all.push_back(app.add_flag_callback(
        "--skip-bad-rows", [&read] { read.on_bad_row = data::bad_rows::skip; },
        "leave out rows that cannot be read, and report their number; without it the first one ends the program"));
    all.push_back(app.add_option("--max-skipped-share", read.max_skipped_share,
                                 "with --skip-bad-rows: stop where a larger share of the rows cannot be read")
                      ->check(program::number(0, 1))
                      ->capture_default_str());
    all.push_back(app.add_option("--max-columns", read.max_columns, "refuse a row of more fields")
                      ->check(program::whole_number(1, 1'000'000'000))
                      ->capture_default_str());
    all.push_back(app.add_option("--max-line", read.max_line, "refuse a line of more bytes; 0: 1 MB, and 16 MB where a row holds a session")
                      ->check(program::whole_number(0, 1'000'000'000'000))
                      ->capture_default_str());
    const auto filters = [&](const char* name, std::vector<data::column_filter>& to, const char* what) {
        all.push_back(app.add_option_function<std::vector<std::string>>(
                             name,
                             [&to, name](const std::vector<std::string>& given) {
                                 for (const std::string& one : given) to.push_back(reader::filter_of(name, one));
                             },
                             what)
                          ->type_name("COLUMN=VALUE,...")
                          ->allow_extra_args(false)
                          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
    };
    filters("--keep", read.keep, "keep only events whose column has one of these values; may be given several times");
    filters("--drop", read.drop, "leave out events whose column has one of these values; may be given several times");
    return all;
}
