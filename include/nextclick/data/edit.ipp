// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/edit.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void keep_events(log_columns& parts, const std::vector<bool>& keep) {
    for_each_event_column(parts, [&](auto& column) { keep_rows(column, keep); });
    std::vector<std::uint32_t> sessions;
    auto& begin = parts.session_begin;
    std::uint32_t kept = 0, to = 0;
    for (std::uint32_t s = 0; s + 1 < begin.size(); ++s) {
        const std::uint32_t before = kept;
        for (std::uint32_t i = begin[s]; i < begin[s + 1]; ++i) kept += keep[i] ? 1 : 0;
        if (kept == before) continue;
        begin[to++] = before;  // `to` never passes the session being read
        sessions.push_back(s);
    }
    begin.resize(to + 1);
    begin[to] = kept;
    if (!parts.session_ids.empty() && sessions.size() < parts.session_ids.size()) parts.session_ids = gather(parts.session_ids, sessions);
    if (!parts.user.empty()) {
        for (std::size_t s = 0; s < sessions.size(); ++s) parts.user[s] = parts.user[sessions[s]];
        parts.user.resize(sessions.size());
    }
    if (!parts.time.empty()) order_sessions(parts);
}

NEXTCLICK_INLINE void drop_unused_items(log_columns& parts) {
    std::vector<item_index> to(parts.items->size(), no_item);
    std::size_t used = 0;
    for (const item_index i : parts.item)
        if (i != no_item && to[i] == no_item) to[i] = 0, ++used;
    if (used == to.size()) return;
    auto items = std::make_shared<vocabulary>(parts.items->kind());
    items->reserve(used);
    for (item_index i = 0; i < to.size(); ++i)
        if (to[i] != no_item) to[i] = items->insert((*parts.items)[i]);
    for (item_index& i : parts.item)
        if (i != no_item) i = to[i];
    parts.items = std::move(items);
}

NEXTCLICK_INLINE void drop_short_sessions(log_columns& parts, std::size_t length) {
    const auto& begin = parts.session_begin;
    std::vector<bool> keep(parts.item.size(), true);
    bool any = false;
    for (std::size_t s = 0; s + 1 < begin.size(); ++s) {
        if (begin[s + 1] - begin[s] >= length) continue;
        any = true;
        for (std::uint32_t i = begin[s]; i < begin[s + 1]; ++i) keep[i] = false;
    }
    if (any) keep_events(parts, keep);
}

NEXTCLICK_INLINE void drop_unknown_items(log_columns& parts) {
    std::vector<bool> keep(parts.item.size());
    for (std::size_t i = 0; i < keep.size(); ++i) keep[i] = parts.item[i] != no_item;
    keep_events(parts, keep);
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
