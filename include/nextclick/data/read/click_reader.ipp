// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/click_reader.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE click_reader::click_reader(byte_reader read, std::string name, std::uint64_t size_hint, const read_options& options)
    : options_(options.item_separator == 0 ? options : item_lists::numbered(options)),
      rows_(std::move(read), name,
            {options.max_line_bytes(options.item_separator != 0), options.max_columns, options.spelled("max_line"),
             options.spelled("quote", "0")}),
      size_hint_(size_hint),
      events_(options_, std::move(name)),
      lists_(options_, options.session.empty() ? options.user_ids : options.session_ids) {
    if (options.session.empty() && options.user.empty() && options.item_separator == 0)
        throw argument_error(options.spelled("session") + " and " + options.spelled("user") +
                             " are both empty; name the column of one of them (of users alone, each is one session, to be cut by "
                             "data::sessions_by_inactivity)");
}

NEXTCLICK_INLINE click_log click_reader::read(read_report& report) {
    const table_header header = read_header(rows_, options_);
    find_columns(header);
    if (options_.on_bad_row == bad_rows::skip) rows_.tolerate_quotes();
    const std::size_t columns = header.size();
    const bool filters = events_.filters();
    while (rows_.next()) {
        if (!rows_.plain() && !is_valid_row()) continue;
        if (rows_.count() != columns)
            odd_row(columns);
        else if (!filters || passes_filters(header))
            take();
    }
    events_.report.bytes = rows_.bytes();
    click_log log = options_.item_separator == 0 ? events_.finish() : std::move(lists_).close(events_.finish(), events_.report);
    report = std::move(events_.report);
    return log;
}

NEXTCLICK_INLINE void click_reader::find_columns(const table_header& header) {
    events_.report.separator = header.separator();
    field_[item_field] = header.find(options_.item, "item");
    if (!options_.session.empty() || !options_.user.empty())
        field_[session_field] =
            header.find(options_.session.empty() ? options_.user : options_.session, options_.session.empty() ? "user" : "session");
    field_[time_field] = options_.time.empty() ? 0 : header.find(options_.time, "time");
    field_[user_field] = options_.user.empty() ? 0 : header.find(options_.user, "user");
    for (const column_request& c : options_.columns) field_.push_back(header.find(c.name, "columns"));
    texts_.resize(options_.columns.size());
    for (const std::string& name : events_.filter_names()) chosen_by_.push_back(header.find(name, "keep"));
    chosen_.resize(chosen_by_.size());
    if (options_.keep_if) all_.resize(header.size());
}

NEXTCLICK_INLINE bool click_reader::passes_filters(const table_header& header) {
    for (std::size_t c = 0; c < chosen_.size(); ++c) chosen_[c] = rows_[chosen_by_[c]];
    for (std::size_t c = 0; c < all_.size(); ++c) all_[c] = rows_[c];
    return events_.passes_filters(chosen_, {header.names(), all_});
}

NEXTCLICK_INLINE bool click_reader::is_valid_row() {
    if (rows_.inner_lines() > 0) note_lines();
    const std::string what = rows_.broken().empty() ? rows_.encoding_fault() : rows_.broken();
    if (!what.empty()) events_.bad_row([&] { return what; });
    return what.empty();
}

NEXTCLICK_INLINE void click_reader::take() {
    for (std::size_t c = 0; c < texts_.size(); ++c) texts_[c] = rows_[field_[first_column_field + c]];
    const event_text event{rows_[field_[session_field]], rows_[field_[item_field]], rows_[field_[time_field]], rows_[field_[user_field]],
                           texts_};
    if (options_.item_separator != 0) return take_list(event);
    events_.take(event, [&](std::size_t wrong) { return rows_.place(field_[wrong]); });
    if (events_.event_count() == sample) reserve();
}

NEXTCLICK_INLINE void click_reader::take_list(event_text event) {
    const std::string_view list = event.item, session = event.session;
    const bool user = !options_.user.empty(), named = !options_.session.empty();
    const bool own = named || (user && options_.on_repeated_list != repeated_lists::each);
    const bool good = lists_.take(list, options_.item_separator,
                                  user    ? &event.user
                                  : named ? &session
                                          : nullptr,
                                  own ? &session : nullptr, rows_.line(), events_.report, [&](std::string_view item) {
                                      event.session = lists_.session();
                                      event.item = item;
                                      events_.take(event, [&](std::size_t wrong) { return rows_.place(field_[wrong]); });
                                  });
    if (!good) events_.bad_row([&] { return rows_.place(field_[item_field]) + lists_.fault(); });
}

NEXTCLICK_INLINE void click_reader::reserve() {
    if (size_hint_ <= rows_.row_offset()) return;
    const double rows = static_cast<double>(size_hint_) / static_cast<double>(rows_.row_offset()) * static_cast<double>(sample);
    events_.reserve(static_cast<std::size_t>(std::min(rows * 1.02, 4e9)));
}

NEXTCLICK_INLINE void click_reader::note_lines() {
    if (++events_.report.multiline <= options_.messages)
        events_.remark(rows_.place(rows_.count()) + "this row has " + std::to_string(rows_.inner_lines()) +
                       " line ends inside quotes; if those are not quotes, set " + options_.spelled("quote", "0"));
}

NEXTCLICK_INLINE void click_reader::odd_row(std::size_t columns) {
    if (rows_.row().find_first_not_of(" \t\r") == std::string_view::npos) {
        ++events_.report.blank;
        return;
    }
    events_.bad_row([&] {
        return rows_.place(rows_.count()) + "the row has " + std::to_string(rows_.count()) + " fields and the header " +
               std::to_string(columns) + "; correct it, or set " + options_.spelled("on_bad_row", "bad_rows::skip") + in_quotes();
    });
}

NEXTCLICK_INLINE std::string click_reader::in_quotes() const {
    const bool perhaps = events_.report.separator == '\t' && !options_.quote && rows_.row().find('"') != std::string_view::npos;
    return perhaps ? ", or " + options_.spelled("quote", "'\"'") + " if its fields are in quotes" : "";
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
