// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "nextclick/data/click_log.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

/// A hash of a log's users, items, times and columns, session by session.   cost  a pass over the log
std::uint64_t log_hash(const data::click_log& log);

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/log_hash.ipp"
#endif
