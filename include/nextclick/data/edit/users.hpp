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
    explicit sessions_of_users(const click_log& log);
    std::size_t size() const { return begin_.empty() ? 0 : begin_.size() - 1; }
    std::span<const std::uint32_t> operator[](std::size_t user) const;

private:
    std::vector<std::uint32_t> begin_, session_;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/users.ipp"
#endif
