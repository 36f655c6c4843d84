// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/edit.hpp"

/// Filters. Each takes a log by value: with an rvalue (`std::move(log)`) the columns shrink in place, with one additional bit per
/// event. Items without events are removed from the vocabulary; the others keep their order.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
void drop_rare_items(log_columns& parts, std::size_t support);

void drop_repeats(log_columns& parts);

/// Throws `data_error` if no clicks are left of a log that had some, so that the cause is reported here and not by a later use.
void require_some_left(const log_columns& parts, std::size_t events_before, const std::string& caller);

template <class Edit>
click_log edited(click_log log, const std::string& caller, const Edit& edit) {
    log_columns parts = std::move(log).release();
    const std::size_t before = parts.item.size();
    edit(parts);
    require_some_left(parts, before, caller);
    drop_unused_items(parts);
    return click_log(std::move(parts));
}
}  // namespace detail

/// Removes the sessions of fewer than `length` events.
/// errors  `data_error`, as for every filter, if no clicks are left of a log that had some
click_log min_session_length(click_log log, std::size_t length);

/// Removes the events of items with fewer than `support` events. Unknown items (`no_item`) have none.
click_log min_item_support(click_log log, std::size_t support);

/// Removes the events of these items, one bit per item of the vocabulary, which is not changed: a model of this log has the items,
/// but no clicks on them. For experiments with new items.
/// errors  `argument_error` if there are more or fewer bits than items
click_log without_items(click_log log, const std::vector<bool>& items);

/// Removes the events that repeat the item of the previous event of their session.
click_log without_repeats(click_log log);

struct filter_options {
    std::size_t min_session_length = 2;
    std::size_t min_item_support = 5;
    bool drop_repeats = false;  ///< first, and once: remove events that repeat the previous event's item
    bool until_stable = false;  ///< repeat the session and item filters until nothing is removed
};

struct filter_report {
    std::size_t rounds = 0;                           ///< passes of the item filter
    std::size_t sessions = 0, events = 0, items = 0;  ///< removed
};

/// The usual preparation: removes short sessions, then rare items, then sessions that have become short; one pass each (the
/// protocol of GRU4Rec and NARM), or repeated until nothing changes (that of Hidasi & Czapp 2023, with drop_repeats).
click_log filtered(click_log log, const filter_options& options = {}, filter_report* report = nullptr);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/filter.ipp"
#endif
