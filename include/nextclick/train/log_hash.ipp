// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/train/log_hash.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE std::uint64_t log_hash(const data::click_log& log) {
    data::detail::fnv1a h;
    for (const item_index i : log.item_column()) h.word(i);
    for (const std::uint32_t b : log.session_begin()) h.word(b);
    for (const item_index u : log.user_column()) h.word(u);
    for (const std::int64_t t : log.time_column()) h.word(static_cast<std::uint64_t>(t));
    for (const data::event_column& c : log.columns()) {
        c.visit([&](const auto& column) { data::detail::add_values(h, column.values); });
    }
    return h.value;
}

}  // namespace train::detail

NEXTCLICK_END_NAMESPACE
