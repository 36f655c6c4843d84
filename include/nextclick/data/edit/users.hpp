// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "nextclick/data/click_log.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The sessions of every user of a log, in order of their start.
/// memory    4 bytes a session and a user
class sessions_of_users {
public:
    sessions_of_users() = default;
    /// Throws `data_error` if the log has no users.
    explicit sessions_of_users(const click_log& log) : begin_(log.users().size() + 1), session_(log.session_count()) {
        const auto user = log.user_column();
        for (const item_index u : user) ++begin_[u + 1];
        std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
        std::vector<std::uint32_t> next(begin_.begin(), begin_.end() - 1);
        for (std::uint32_t s = 0; s < session_.size(); ++s) session_[next[user[s]]++] = s;
    }
    std::size_t size() const { return begin_.empty() ? 0 : begin_.size() - 1; }
    std::span<const std::uint32_t> operator[](std::size_t user) const {
        return std::span(session_).subspan(begin_[user], begin_[user + 1] - begin_[user]);
    }

private:
    std::vector<std::uint32_t> begin_, session_;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
