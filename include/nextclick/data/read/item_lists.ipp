// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/item_lists.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE read_options item_lists::numbered(read_options options) {
    for (const column_request& c : options.columns)
        if (c.type.several)
            throw argument_error("column_request \"" + c.name +
                                 "\": a row with a list of items would repeat its tags or words for each; "
                                 "read the column as column_type::categorical");
    options.session_ids = id_type::integer;
    return options;
}

NEXTCLICK_INLINE std::string_view item_lists::session() {
    const auto end = std::to_chars(room_.data(), room_.data() + room_.size(), ids_.size() - 1).ptr;
    return {room_.data(), static_cast<std::size_t>(end - room_.data())};
}

NEXTCLICK_INLINE click_log item_lists::close(click_log log, read_report& report) && {
    log_columns parts = std::move(log).release();
    if (options_.on_repeated_list == repeated_lists::last) keep_last(parts, report);
    std::vector<std::size_t> rows;
    rows.reserve(parts.session_ids.size());
    for (std::size_t s = 0; s < parts.session_ids.size(); ++s) rows.push_back(row(parts, s));
    std::int64_t value = 0;
    bool integers = type_ != id_type::string;
    for (const std::size_t r : rows) integers = integers && scan_id(ids_.text(r), value) == scanned::ok;
    id_column ids(integers ? id_kind::integer : id_kind::string);
    for (const std::size_t r : rows) {
        if (integers && scan_id(ids_.text(r), value) == scanned::ok)
            ids.push_back(value);
        else
            ids.push_back(ids_.text(r));
    }
    parts.session_ids = std::move(ids);
    return click_log(std::move(parts));
}

NEXTCLICK_INLINE std::string item_lists::repeated(std::string_view owner, std::uint64_t line) const {
    return shown(owner) + " has a list in line " + std::to_string(line) +
           " already; if rows repeat a growing list and the last one counts, set " +
           options_.spelled("on_repeated_list", "repeated_lists::last") + ", if each is a session of its own " +
           options_.spelled("on_repeated_list", "repeated_lists::each");
}

NEXTCLICK_INLINE void item_lists::keep_last(log_columns& parts, read_report& report) const {
    std::vector<item_index> last(owners_.size(), no_item);
    const auto start = [&](std::size_t s) { return parts.time.empty() ? 0 : parts.time[parts.session_begin[s]]; };
    const auto sessions = static_cast<item_index>(parts.session_begin.size() - 1);
    for (item_index s = 0; s < sessions; ++s) {
        const item_index owner = owner_of_[row(parts, s)];
        if (owner == no_item) continue;
        const item_index other = last[owner];
        if (other == no_item || std::pair(start(s), row(parts, s)) > std::pair(start(other), row(parts, other))) last[owner] = s;
    }
    std::vector<bool> keep(parts.item.size(), true);
    for (item_index s = 0; s < sessions; ++s) {
        const item_index owner = owner_of_[row(parts, s)];
        if (owner == no_item || last[owner] == s) continue;
        ++report.repeated_lists;
        for (std::uint32_t e = parts.session_begin[s]; e < parts.session_begin[s + 1]; ++e) keep[e] = false;
    }
    if (report.repeated_lists == 0) return;
    keep_events(parts, keep);
    drop_unused_items(parts);
    report.rows = parts.item.size();
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
