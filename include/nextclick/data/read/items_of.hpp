// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/item_attributes.hpp"
#include "nextclick/data/read/read_clicks.hpp"

/// Tables of items out of logs and files.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Where rows of one item do not agree.
struct item_report {
    std::uint64_t contradictions = 0;   ///< values that differ from the one that is kept
    std::vector<std::string> messages;  ///< the first eight of them
    read_report reading;                ///< of the file, by `read_items`
};

namespace detail {
/// The first row of each item that has a value; reports those that differ from it.
inline std::vector<std::uint32_t> first_values(const click_log& log, const event_column& column, item_report& report) {
    constexpr std::size_t messages = 8;
    std::vector<std::uint32_t> first(log.items().size(), no_item);
    const auto items = log.item_column();
    for (std::uint32_t e = 0; e < items.size(); ++e) {
        if (items[e] == no_item || column.missing(e)) continue;
        std::uint32_t& kept = first[items[e]];
        if (kept == no_item) kept = e;
        if (column.same(kept, e)) continue;
        ++report.contradictions;
        if (report.messages.size() < messages)
            report.messages.push_back("item " + log.items().name(items[e]) + ": \"" + column.name() + "\" is " + column.shown(kept) +
                                      " and in a later row " + column.shown(e) + "; the first is kept");
    }
    return first;
}
}  // namespace detail

/// The attributes of items, from a log whose events repeat those of their item: of each column named (all, if none is)
/// the first value that an item has. A column that is no attribute of items shows in the report.
/// errors  `data_error` if the log has no such column.   cost  a pass over the log for each column
inline item_attributes items_of(const click_log& log, const std::vector<std::string>& names = {}, item_report* report = nullptr) {
    item_report unwanted;
    item_report& met = report != nullptr ? *report : unwanted;
    met.contradictions = 0;
    met.messages.clear();
    std::vector<event_column> columns;
    const auto add = [&](const event_column& c) { columns.push_back(c.rows(detail::first_values(log, c, met))); };
    if (names.empty())
        for (const event_column& c : log.columns()) add(c);
    for (const std::string& name : names) add(log.column(name));
    return {log.shared_items(), std::move(columns)};
}

namespace detail {
/// A table of items is a log in which each item is a session of its own.
inline read_options as_items(read_options options) {
    options.session = options.item;
    options.session_ids = options.item_ids;
    options.time.clear();
    options.user.clear();
    options.item_separator = 0;
    return options;
}
template <class Read>
item_attributes read_items_by(const Read& read, item_report* report) {
    item_report unwanted;
    item_report& met = report != nullptr ? *report : unwanted;
    const click_log rows = read(met.reading);
    return items_of(rows, {}, &met);
}
}  // namespace detail

/// Reads a table of items: TSV or CSV with named columns, one row an item, those of `options.columns` are kept. Session, time
/// and user of the options count for nothing. Rows that repeat an item count as `items_of` says.
/// errors  as `read_clicks`.   memory  while reading, twice the table
template <Decoder D>
item_attributes read_items(const std::filesystem::path& path, const D& decoder, const read_options& options,
                           item_report* report = nullptr) {
    return detail::read_items_by([&](read_report& reading) { return read_clicks(path, decoder, detail::as_items(options), &reading); },
                                 report);
}
/// Reads a plain file.
inline item_attributes read_items(const std::filesystem::path& path, const read_options& options, item_report* report = nullptr) {
    return read_items(path, plain_text{}, options, report);
}
/// Reads a table from text in memory; `name` stands for it in messages.
inline item_attributes parse_items(std::string_view text, std::string_view name, const read_options& options,
                                   item_report* report = nullptr) {
    return detail::read_items_by([&](read_report& reading) { return parse_clicks(text, name, detail::as_items(options), &reading); },
                                 report);
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
