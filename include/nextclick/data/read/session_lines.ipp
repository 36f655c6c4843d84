// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/session_lines.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE session_line_reader::session_line_reader(byte_reader read, std::string name, const read_options& options)
    : options_(item_lists::numbered(as_lines(options))),
      lines_(std::move(read), name, options.max_line_bytes(true), options_),
      events_(options_, std::move(name)),
      lists_(options_, options.line_begins_with == leading_id::user ? options.user_ids : options.session_ids) {}

NEXTCLICK_INLINE click_log session_line_reader::read(read_report& report) {
    while (lines_.next()) take();
    events_.report.bytes = lines_.bytes();
    events_.report.separator = separator_;
    events_.report.format = log_format::session_lines;
    if (lines_.number() == 0 || (events_.event_count() == 0 && events_.report.skipped == 0))
        throw data_error(lines_.place(0) + "the file is empty; give one with a session a line");
    click_log log = std::move(lists_).close(events_.finish(), events_.report);
    report = std::move(events_.report);
    return log;
}

NEXTCLICK_INLINE read_options session_line_reader::as_lines(read_options options) {
    if (!options.columns.empty() || !options.keep.empty() || !options.drop.empty() || options.keep_if || !options.header.empty())
        throw argument_error("a file with one session a line has no columns beside the items; leave out " + options.spelled("columns") +
                             ", " + options.spelled("header") + ", " + options.spelled("keep") + ", " + options.spelled("drop") + " and " +
                             options.spelled("keep_if"));
    options.time.clear();
    options.item = "item";
    options.session = "session";
    options.user = options.line_begins_with == leading_id::user ? "user" : "";
    return options;
}

NEXTCLICK_INLINE void session_line_reader::take() {
    std::string_view line = lines_.line();
    if (trimmed(line).empty()) {
        ++events_.report.blank;
        return;
    }
    if (separator_ == 0) detect_separator(line);
    const std::size_t odd = other_separator(line);
    if (odd != std::string_view::npos) return events_.bad_row([&] { return lines_.place(odd) + mixed(line[odd]); });
    if (const std::size_t at = not_utf8(line); at != std::string_view::npos)
        return events_.bad_row([&] { return lines_.place(at) + utf8_fault(line); });
    const char separator = separator_ == 0 ? ' ' : separator_;
    const bool has_leading_id = options_.line_begins_with != leading_id::none;
    const bool own = options_.line_begins_with == leading_id::session || options_.on_repeated_list != repeated_lists::each;
    std::string_view owner, list = line;
    if (has_leading_id) {
        const auto begin = separator == ' ' ? line.find_first_not_of(" \t") : 0;
        const auto end = separator == ' ' ? line.find_first_of(" \t", begin) : line.find(separator);
        owner = trimmed(line.substr(begin, end - begin));
        list = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
    }
    const auto add = [&](std::string_view item) {
        const auto column = static_cast<std::size_t>(item.data() - line.data());
        events_.take({lists_.session(), item, {}, owner, {}}, [&](std::size_t) { return lines_.place(column); });
    };
    if (!lists_.take(list, separator, has_leading_id ? &owner : nullptr, has_leading_id && own ? &owner : nullptr, lines_.number(),
                     events_.report, add))
        events_.bad_row([&] { return lines_.place(0) + lists_.fault(); });
}

NEXTCLICK_INLINE void session_line_reader::detect_separator(std::string_view line) {
    if (options_.separator != 0) separator_ = options_.separator;
    if (separator_ == '\n' || separator_ == '\r' || separator_ == '"')
        throw argument_error(options_.spelled("separator") + " cannot be a quote or a line end; use a blank or a comma");
    if (separator_ != 0) return;
    const auto first = std::ranges::find_first_of(candidates, trimmed(line));
    if (first != candidates.end()) separator_ = *first;
}

NEXTCLICK_INLINE std::size_t session_line_reader::other_separator(std::string_view line) const {
    std::size_t odd = std::string_view::npos;
    if (options_.separator != 0 || separator_ == 0) return odd;
    if (const std::string_view inside = trimmed(line); separator_ == ' ' && inside.find('\t') != odd)
        return static_cast<std::size_t>(inside.data() - line.data()) + inside.find('\t');
    for_each_item(line, separator_, [&](std::string_view item) {
        const std::size_t inner = item.find_first_of(candidates);
        if (odd == std::string_view::npos && inner != odd) odd = static_cast<std::size_t>(item.data() - line.data()) + inner;
    });
    return odd;
}

NEXTCLICK_INLINE std::string session_line_reader::mixed(char odd) const {
    const auto words = [](char c) { return c == ',' ? "commas" : c == ';' ? "semicolons" : c == '\t' ? "tabs" : "blanks"; };
    return std::string("a line with ") + words(odd) + " among lines whose items are separated by " + words(separator_) +
           "; give the separator with " + options_.spelled("separator");
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
