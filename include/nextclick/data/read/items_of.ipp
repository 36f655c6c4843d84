// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/items_of.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE std::vector<std::uint32_t> first_values(const click_log& log, const event_column& column, item_report& report) {
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

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE item_attributes items_of(const click_log& log, const std::vector<std::string>& names, item_report* report) {
    item_report unused;
    item_report& out = report != nullptr ? *report : unused;
    out.contradictions = 0;
    out.messages.clear();
    std::vector<event_column> columns;
    const auto add = [&](const event_column& c) { columns.push_back(c.rows(detail::first_values(log, c, out))); };
    if (names.empty())
        for (const event_column& c : log.columns()) add(c);
    for (const std::string& name : names) add(log.column(name));
    return {log.shared_items(), std::move(columns)};
}

}  // namespace data
namespace data::detail {

NEXTCLICK_INLINE read_options as_items(read_options options) {
    options.session = options.item;
    options.session_ids = options.item_ids;
    options.time.clear();
    options.user.clear();
    options.item_separator = 0;
    return options;
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE item_attributes parse_items(std::string_view text, std::string_view name, const read_options& options,
                                             item_report* report) {
    return detail::read_items_by([&](read_report& reading) { return parse_clicks(text, name, detail::as_items(options), &reading); },
                                 report);
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
