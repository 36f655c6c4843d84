// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/edit/split.hpp"
#include "nextclick/data/edit/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The sessions of every user, one after the other, as a single session ("RNN concat", docs/models.md 3.4): what a method that
/// knows no users can make of them. The ids of the sessions go, users of no session, and the times: sessions may overlap.
/// errors    `data_error` if the log has no users.   cost  a copy of the log
click_log sessions_joined(const click_log& log);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/joined.ipp"
#endif
