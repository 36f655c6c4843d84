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
inline void drop_rare_items(log_columns& parts, std::size_t support) {
    std::vector<std::uint32_t> count(parts.items->size());
    for (const item_index i : parts.item)
        if (i != no_item) ++count[i];
    std::vector<bool> keep(parts.item.size());
    bool all = true;
    for (std::size_t e = 0; e < keep.size(); ++e) {
        const item_index i = parts.item[e];
        keep[e] = (i == no_item ? 0 : count[i]) >= support;
        all = all && keep[e];
    }
    if (!all) keep_events(parts, keep);
}

inline void drop_repeats(log_columns& parts) {
    std::vector<bool> keep(parts.item.size(), true);
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s)
        for (std::uint32_t e = parts.session_begin[s] + 1; e < parts.session_begin[s + 1]; ++e)
            keep[e] = parts.item[e] != parts.item[e - 1];
    keep_events(parts, keep);
}

/// Throws `data_error` where nothing is left of a log that had clicks: whoever uses it would not know why.
inline void require_some_left(const log_columns& parts, std::size_t events_before, const std::string& who) {
    if (!parts.item.empty() || events_before == 0) return;
    throw data_error(who + " leaves none of the " + std::to_string(events_before) +
                     " clicks of the log; ask for less, or look at the log that it is given");
}

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
inline click_log min_session_length(click_log log, std::size_t length) {
    return detail::edited(std::move(log), "min_session_length(" + std::to_string(length) + ")",
                          [=](log_columns& p) { detail::drop_short_sessions(p, length); });
}

/// Without the events of items that have fewer than `support` events. Unknown items (`no_item`) have none.
inline click_log min_item_support(click_log log, std::size_t support) {
    return detail::edited(std::move(log), "min_item_support(" + std::to_string(support) + ")",
                          [=](log_columns& p) { detail::drop_rare_items(p, support); });
}

/// Without the events of these items, one bit an item of the vocabulary, which stays whole: a model of it knows the items, and
/// nobody has clicked them. For trying how items are ranked that are new.
/// errors  `argument_error` if there are more or fewer bits than items
inline click_log without_items(click_log log, const std::vector<bool>& items) {
    if (items.size() != log.items().size())
        throw argument_error("without_items: " + std::to_string(items.size()) + " bits for " + std::to_string(log.items().size()) +
                             " items; give one for each");
    log_columns parts = std::move(log).release();
    std::vector<bool> keep(parts.item.size());
    for (std::size_t e = 0; e < keep.size(); ++e) keep[e] = parts.item[e] == no_item || !items[parts.item[e]];
    detail::keep_events(parts, keep);
    return click_log(std::move(parts));
}

/// Without the events that repeat the item of the event before them in their session.
inline click_log without_repeats(click_log log) {
    return detail::edited(std::move(log), "without_repeats", [](log_columns& p) { detail::drop_repeats(p); });
}

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
inline click_log filtered(click_log log, const filter_options& options = {}, filter_report* report = nullptr) {
    filter_report r{0, log.session_count(), log.event_count(), log.items().size()};
    const std::string who = "filtered, with a min_session_length of " + std::to_string(options.min_session_length) +
                            " and a min_item_support of " + std::to_string(options.min_item_support) + ",";
    click_log result = detail::edited(std::move(log), who, [&](log_columns& p) {
        if (options.drop_repeats) detail::drop_repeats(p);
        detail::drop_short_sessions(p, options.min_session_length);
        for (std::size_t before = p.item.size() + 1; before != p.item.size() && (options.until_stable || r.rounds == 0);) {
            before = p.item.size();
            detail::drop_rare_items(p, options.min_item_support);
            detail::drop_short_sessions(p, options.min_session_length);
            ++r.rounds;
        }
    });
    if (report != nullptr)
        *report = {r.rounds, r.sessions - result.session_count(), r.events - result.event_count(), r.items - result.items().size()};
    return result;
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
