// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/edit/joined.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE click_log sessions_joined(const click_log& log) {
    const sessions_of_users of(log);
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> begin{0};
    std::vector<item_index> users;  // users in order of their first session
    for (item_index u = 0; u < of.size(); ++u)
        if (!of[u].empty()) users.push_back(u);
    std::ranges::sort(users, {}, [&](item_index u) { return of[u].front(); });
    for (const item_index u : users) {
        order.insert(order.end(), of[u].begin(), of[u].end());
        begin.push_back(std::accumulate(of[u].begin(), of[u].end(), begin.back(), [&](std::uint32_t n, std::uint32_t s) {
            return n + static_cast<std::uint32_t>(log.items_of(s).size());
        }));
    }
    log_columns parts = detail::copy_sessions(log.parts(), order);
    parts.session_begin = std::move(begin);
    parts.user = std::move(users);
    parts.session_ids = {};
    parts.time.clear();
    return click_log(std::move(parts));
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
