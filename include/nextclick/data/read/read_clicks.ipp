// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/read_clicks.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE bool looks_like_json(std::string_view head) {
    const auto first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
    const auto second = head.find_first_not_of(" \t\r\n", std::min(first, head.size() - 1) + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) return false;
    return (head[first] == '{' && (head[second] == '"' || head[second] == '}')) ||
           (head[first] == '[' && (head[second] == '{' || head[second] == '['));
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE click_log read_clicks(byte_reader source, std::string name, const read_options& options, read_report* report,
                                       std::uint64_t size_hint) {
    read_report unused;
    read_report& out = report != nullptr ? *report : unused;
    auto [head, text] = peek(std::move(source), detail::sniffed_bytes);
    detail::refuse_non_text(head, name, options.reads_standard_input());
    if (options.format == log_format::session_lines)
        return detail::session_line_reader(std::move(text), std::move(name), options).read(out);
    if (options.format == log_format::json_lines || (options.format == log_format::automatic && detail::looks_like_json(head)))
        throw data_error(
            name +
            ":1:1: this is read as JSON Lines; include \"nextclick/data/read/read_log.hpp\", which needs nlohmann-json, and call "
            "read_log (for a table set " +
            options.spelled("format", "log_format::table") + ")");
    return detail::click_reader(std::move(text), std::move(name), size_hint, options).read(out);
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
