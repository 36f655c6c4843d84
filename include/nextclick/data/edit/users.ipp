// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/edit/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE sessions_of_users::sessions_of_users(const click_log& log)
    : begin_(log.users().size() + 1), session_(log.session_count()) {
    const auto user = log.user_column();
    for (const item_index u : user) ++begin_[u + 1];
    std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
    std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
    for (std::uint32_t s = 0; s < session_.size(); ++s) session_[next[user[s]]++] = s;
}

NEXTCLICK_INLINE std::span<const std::uint32_t> sessions_of_users::operator[](std::size_t user) const {
    return std::span(session_).subspan(begin_[user], begin_[user + 1] - begin_[user]);
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
