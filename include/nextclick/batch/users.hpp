// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "nextclick/data/edit/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch::detail {

/// Iterates over those of the sessions that have a target.
struct session_walk {
    std::span<const std::uint32_t> left;

    bool next(const data::click_log& log, std::uint32_t& session);
};

void list_users(const data::click_log& log, std::vector<std::uint32_t>& units);

}  // namespace batch::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/users.ipp"
#endif
