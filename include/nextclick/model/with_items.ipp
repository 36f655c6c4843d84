// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/model/with_items.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE row_sources sources_of(const data::vocabulary& old, const data::vocabulary& items, std::span<const item_index> groups) {
    row_sources from;
    item_index count = 0;
    for (const item_index g : groups)
        if (g != no_item) count = std::max(count, g + 1);
    from.before.resize(items.size());
    from.group.resize(items.size(), 0);
    from.members.resize(count + 1, 0);
    for (item_index i = 0; i < items.size(); ++i) {
        from.before[i] = old.find(items[i]);
        if (!groups.empty() && groups[i] != no_item) from.group[i] = groups[i] + 1;
        if (from.before[i] == no_item) continue;
        ++from.members[0];
        if (from.group[i] != 0) ++from.members[from.group[i]];
    }
    for (item_index& g : from.group)
        if (from.members[g] == 0) g = 0;
    return from;
}

}  // namespace detail

NEXTCLICK_END_NAMESPACE
