// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/session_order.hpp"

/// In-place removal of events and items from the columns of a log.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Removes the events whose bit is not set, and the sessions without events. Columns shrink in place, one pass each. A session that
/// loses its first event starts later, so sessions are sorted again if needed.
void keep_events(log_columns& parts, const std::vector<bool>& keep);

/// Removes items without events from the vocabulary; the others are renumbered in the same order.
void drop_unused_items(log_columns& parts);

/// Removes sessions shorter than `length`.
void drop_short_sessions(log_columns& parts, std::size_t length);

/// Removes events whose item is not in the vocabulary.
void drop_unknown_items(log_columns& parts);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit.ipp"
#endif
