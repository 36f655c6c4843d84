// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/edit/filter.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void drop_rare_items(log_columns& parts, std::size_t support) {
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

NEXTCLICK_INLINE void drop_repeats(log_columns& parts) {
    std::vector<bool> keep(parts.item.size(), true);
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s)
        for (std::uint32_t e = parts.session_begin[s] + 1; e < parts.session_begin[s + 1]; ++e)
            keep[e] = parts.item[e] != parts.item[e - 1];
    keep_events(parts, keep);
}

NEXTCLICK_INLINE void require_some_left(const log_columns& parts, std::size_t events_before, const std::string& caller) {
    if (!parts.item.empty() || events_before == 0) return;
    throw data_error(caller + " leaves none of the " + std::to_string(events_before) +
                     " clicks of the log; loosen the filter, or check the log");
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE click_log min_session_length(click_log log, std::size_t length) {
    return detail::edited(std::move(log), "min_session_length(" + std::to_string(length) + ")",
                          [=](log_columns& p) { detail::drop_short_sessions(p, length); });
}

NEXTCLICK_INLINE click_log min_item_support(click_log log, std::size_t support) {
    return detail::edited(std::move(log), "min_item_support(" + std::to_string(support) + ")",
                          [=](log_columns& p) { detail::drop_rare_items(p, support); });
}

NEXTCLICK_INLINE click_log without_items(click_log log, const std::vector<bool>& items) {
    if (items.size() != log.items().size())
        throw argument_error("without_items: " + std::to_string(items.size()) + " bits for " + std::to_string(log.items().size()) +
                             " items; give one for each");
    log_columns parts = std::move(log).release();
    std::vector<bool> keep(parts.item.size());
    for (std::size_t e = 0; e < keep.size(); ++e) keep[e] = parts.item[e] == no_item || !items[parts.item[e]];
    detail::keep_events(parts, keep);
    return click_log(std::move(parts));
}

NEXTCLICK_INLINE click_log without_repeats(click_log log) {
    return detail::edited(std::move(log), "without_repeats", [](log_columns& p) { detail::drop_repeats(p); });
}

NEXTCLICK_INLINE click_log filtered(click_log log, const filter_options& options, filter_report* report) {
    filter_report r{0, log.session_count(), log.event_count(), log.items().size()};
    const std::string caller = "filtered, with a min_session_length of " + std::to_string(options.min_session_length) +
                               " and a min_item_support of " + std::to_string(options.min_item_support) + ",";
    click_log result = detail::edited(std::move(log), caller, [&](log_columns& p) {
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
