// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/table_header.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE table_header::table_header(std::string file, char separator, std::vector<std::string> names, const read_options& options)
    : file_(std::move(file)), separator_(separator), names_(std::move(names)), options_(options) {}

NEXTCLICK_INLINE std::size_t table_header::find(const std::string& name, const char* option) const {
    const auto first = std::find(names_.begin(), names_.end(), name);
    const std::string what = file_ + ":1:1: ";
    if (first == names_.end())
        throw data_error(what + "there is no column \"" + name + "\", only " + list() + "; name the right one in " +
                         options_.spelled(option) + remedy(option) + quoted());
    if (std::find(first + 1, names_.end(), name) != names_.end())
        throw data_error(what + "the column \"" + name + "\" occurs twice; rename one of them");
    return static_cast<std::size_t>(first - names_.begin());
}

NEXTCLICK_INLINE std::string table_header::remedy(std::string_view option) const {
    return option == "time" ? ", or leave it empty for a log without times"
                            : ", or give the names in " + options_.spelled("header") + " if the file has no header row";
}

NEXTCLICK_INLINE std::string table_header::quoted() const {
    const bool yes = std::any_of(names_.begin(), names_.end(), [](const std::string& n) { return n.starts_with('"'); });
    return yes ? "; if its fields are in quotes, set " + options_.spelled("quote", "'\"'") : "";
}

NEXTCLICK_INLINE std::string table_header::list() const {
    std::string s;
    for (std::size_t i = 0; i < std::min<std::size_t>(names_.size(), 20); ++i) s += (i == 0 ? "" : ", ") + shown(names_[i]);
    return s + (names_.size() > 20 ? ", and " + std::to_string(names_.size() - 20) + " more" : "");
}

NEXTCLICK_INLINE void check_start(table_reader& rows) {
    const std::string_view line = rows.peek_line();
    const std::string where = rows.name() + ":1:1: ";
    if (line.starts_with("\xEF\xBB\xBF")) rows.skip_bytes(3);
    if (line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF"))
        throw data_error(where + "the text is UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)");
    if (const auto at = line.find('\0'); at != std::string_view::npos)
        throw data_error(rows.name() + ":1:" + std::to_string(at + 1) + ": there is a NUL byte; this is a binary file, give a text table");
    if (const auto at = line.find('\r'); at + 1 < line.size() && at != std::string_view::npos)
        throw data_error(rows.name() + ":1:" + std::to_string(at + 1) +
                         ": there is a lone carriage return; convert the line ends to LF or CR LF");
}

NEXTCLICK_INLINE char guess_separator(std::string_view line, const std::string& name, const std::string& option,
                                      std::optional<char> quote) {
    char best = 0;
    std::ptrdiff_t max = 0;
    for (const char candidate : {'\t', ',', ';'}) {
        const char q = quote_for(candidate, quote);
        bool inside = false;
        std::ptrdiff_t n = 0;
        for (const char c : line) {
            inside ^= q != 0 && c == q;
            n += !inside && c == candidate ? 1 : 0;
        }
        if (n > max) best = candidate, max = n;
    }
    if (best == 0) throw data_error(name + ":1:1: the first line, " + shown(line) + ", has no tab, comma or semicolon; set " + option);
    return best;
}

NEXTCLICK_INLINE void check_separator(char separator, char quote, const std::string& separator_option, const std::string& quote_option) {
    if (separator == '"' || separator == '\n' || separator == '\r')
        throw argument_error(separator_option + " cannot be a quote or a line end; use a tab or a comma");
    if (quote == separator || quote == '\n' || quote == '\r')
        throw argument_error(quote_option + " cannot be the separator or a line end; use '\"', or 0 for none");
}

NEXTCLICK_INLINE bool is_row_of(std::string_view line, char separator, char quote, const std::vector<std::string>& names) {
    for (std::size_t n = 0; n < names.size(); ++n) {
        const std::size_t end = n + 1 < names.size() ? line.find(separator) : line.size();
        if (end == line.npos) return false;
        std::string_view field = trimmed(line.substr(0, end));
        if (quote != 0 && field.size() > 1 && field.front() == quote && field.back() == quote) field = field.substr(1, field.size() - 2);
        if (field != names[n]) return false;
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return !names.empty();
}

NEXTCLICK_INLINE table_header read_header(table_reader& rows, const read_options& options) {
    check_start(rows);
    std::string_view line = rows.peek_line();
    while (trimmed(line).empty()) {
        if (!rows.skip_line()) throw data_error(rows.name() + ": the file is empty; give a table with a header row");
        line = rows.peek_line();
    }
    const char separator =
        options.separator != 0 ? options.separator : guess_separator(line, rows.name(), options.spelled("separator"), options.quote);
    const char quote = quote_for(separator, options.quote);
    check_separator(separator, quote, options.spelled("separator"), options.spelled("quote"));
    const auto max = static_cast<std::size_t>(std::count(line.begin(), line.end(), separator)) + 1;
    if (max > options.max_columns)
        throw data_error(rows.name() + ":1:1: there are " + std::to_string(max) + " columns, and at most " +
                         std::to_string(options.max_columns) + " are read; raise " + options.spelled("max_columns"));
    std::vector<std::string> names = options.header;
    if (is_row_of(line, separator, quote, names))
        throw data_error(rows.name() + ":1:1: the first row repeats the names that are given in " + options.spelled("header") +
                         ": the file has a header row; leave the names out");
    if (names.empty()) {
        rows.separate_by(separator, max, quote);
        rows.next();
        if (const std::string wrong = rows.encoding_fault(); !wrong.empty()) throw data_error(wrong);
        if (rows.count() > max) throw data_error(rows.place(0) + "the name of a column has a line break in it; rename it");
        for (std::size_t i = 0; i < rows.count(); ++i) names.emplace_back(trimmed(rows[i]));
    }
    rows.separate_by(separator, names.size(), quote);
    return {rows.name(), separator, std::move(names), options};
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
