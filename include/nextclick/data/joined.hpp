// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/split.hpp"
#include "nextclick/data/users.hpp"

namespace nextclick::inline NEXTCLICK_ABI::data {

/// The sessions of every user, one after the other, as a single session ("RNN concat", models.md 3.4): what a method that
/// knows no users can make of them. The ids of the sessions go, as do users of no session.
/// errors    `data_error` if the log has no users.   cost  a copy of the log
inline click_log sessions_joined(const click_log& log) {
    const sessions_of_users of(log);
    std::vector<std::uint32_t> order;
    std::vector<std::uint32_t> begin{0};
    std::vector<item_index> user;
    for (std::size_t u = 0; u < of.size(); ++u) {
        if (of[u].empty()) continue;
        order.insert(order.end(), of[u].begin(), of[u].end());
        user.push_back(static_cast<item_index>(u));
        begin.push_back(std::accumulate(of[u].begin(), of[u].end(), begin.back(), [&](std::uint32_t n, std::uint32_t s) {
            return n + static_cast<std::uint32_t>(log.items_of(s).size());
        }));
    }
    log_columns parts = detail::copy_sessions(log.parts(), order);
    parts.session_begin = std::move(begin);
    parts.user = std::move(user);
    parts.session_ids = {};
    return click_log(std::move(parts));
}

}  // namespace nextclick::inline NEXTCLICK_ABI::data
