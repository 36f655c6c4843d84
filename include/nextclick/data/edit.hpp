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

/// Removing events and items from the columns of a log, in place.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Removes the events whose bit is not set, and the sessions left without any. Columns shrink in place, one pass each.
/// A session that loses its first event starts later: sessions are put in order again where that matters.
void keep_events(log_columns& parts, const std::vector<bool>& keep);

/// Takes items that no event has out of the vocabulary; the others keep their order and close ranks.
void drop_unused_items(log_columns& parts);

/// Sessions shorter than `length` go.
void drop_short_sessions(log_columns& parts, std::size_t length);

/// Events whose item the vocabulary lacks go.
void drop_unknown_items(log_columns& parts);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit.ipp"
#endif
