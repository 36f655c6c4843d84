// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "nextclick/data/edit/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch::detail {

/// Of these sessions those that have a target, one after the other.
struct session_walk {
    std::span<const std::uint32_t> left;

    bool next(const data::click_log& log, std::uint32_t& session) {
        while (!left.empty()) {
            session = left.front();
            left = left.subspan(1);
            if (log.items_of(session).size() > 1) return true;
        }
        return false;
    }
};

inline void list_users(const data::click_log& log, std::vector<std::uint32_t>& units) {
    units.resize(log.users().size());
    std::iota(units.begin(), units.end(), 0u);
}

}  // namespace batch::detail
NEXTCLICK_END_NAMESPACE
