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

/// Joins the sessions of every user into a single session ("RNN concat", docs/models.md 3.4), for methods without user states.
/// Session ids, users without sessions and times are removed; times, because sessions may overlap.
/// errors    `data_error` if the log has no users.   cost  a copy of the log
click_log sessions_joined(const click_log& log);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/joined.ipp"
#endif
