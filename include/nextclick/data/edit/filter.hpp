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

/// Filters. Each takes a log by value: pass an rvalue (`std::move(log)`) and the columns shrink in place, with one bit
/// an event beside them. Items left without events leave the vocabulary; the others keep their order.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
void drop_rare_items(log_columns& parts, std::size_t support);

void drop_repeats(log_columns& parts);

/// Throws `data_error` where nothing is left of a log that had clicks: whoever uses it would not know why.
void require_some_left(const log_columns& parts, std::size_t events_before, const std::string& who);

template <class Edit>
click_log edited(click_log log, const std::string& who, const Edit& edit) {
    log_columns parts = std::move(log).release();
    const std::size_t before = parts.item.size();
    edit(parts);
    require_some_left(parts, before, who);
    drop_unused_items(parts);
    return click_log(std::move(parts));
}
}  // namespace detail

/// Without the sessions of fewer than `length` events.
/// errors  `data_error`, as of every filter, if it leaves nothing of a log that had clicks
click_log min_session_length(click_log log, std::size_t length);

/// Without the events of items that have fewer than `support` events. Unknown items (`no_item`) have none.
click_log min_item_support(click_log log, std::size_t support);

/// Without the events of these items, one bit an item of the vocabulary, which stays whole: a model of it knows the items, and
/// nobody has clicked them. For trying how items are ranked that are new.
/// errors  `argument_error` if there are more or fewer bits than items
click_log without_items(click_log log, const std::vector<bool>& items);

/// Without the events that repeat the item of the event before them in their session.
click_log without_repeats(click_log log);

struct filter_options {
    std::size_t min_session_length = 2;
    std::size_t min_item_support = 5;
    bool drop_repeats = false;  ///< first of all, and once: an event that repeats its predecessor's item
    bool until_stable = false;  ///< sessions and items again and again, until nothing more goes
};

struct filter_report {
    std::size_t rounds = 0;                           ///< of the item filter
    std::size_t sessions = 0, events = 0, items = 0;  ///< removed
};

/// The usual preparation: short sessions, then rare items, then sessions that have become short; one pass each (the
/// protocol of GRU4Rec and NARM), or repeated until nothing changes (that of Hidasi & Czapp 2023, with drop_repeats).
click_log filtered(click_log log, const filter_options& options = {}, filter_report* report = nullptr);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/filter.ipp"
#endif
