// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch::detail {

NEXTCLICK_INLINE bool session_walk::next(const data::click_log& log, std::uint32_t& session) {
    while (!left.empty()) {
        session = left.front();
        left = left.subspan(1);
        if (log.items_of(session).size() > 1) return true;
    }
    return false;
}

NEXTCLICK_INLINE void list_users(const data::click_log& log, std::vector<std::uint32_t>& units) {
    units.resize(log.users().size());
    std::iota(units.begin(), units.end(), 0u);
}

}  // namespace batch::detail

NEXTCLICK_END_NAMESPACE
