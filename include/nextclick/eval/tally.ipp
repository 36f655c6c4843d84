// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/tally.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE ranked_event tally::event(std::size_t session, std::uint32_t number, item_index item, bool has_query) const {
    return {.log = log_,
            .options = options_,
            .session = static_cast<std::uint32_t>(session),
            .event = number,
            .item = item,
            .what = item == no_item ? outcome::unknown_target
                    : has_query     ? outcome::ranked
                                    : outcome::without_query};
}

NEXTCLICK_INLINE void tally::add(const ranked_event& e) {
    const bool next = sum_.events() > 0 && e.session != session_;
    session_ = e.session;
    r_.unknown_targets += e.what == outcome::unknown_target ? 1 : 0;
    r_.without_query += e.what == outcome::without_query ? 1 : 0;
    e.ranked() ? sum_.add({e.higher, e.same}, next) : sum_.add_miss(next);
    if (each_) each_(e);
}

NEXTCLICK_INLINE void tally::queue(const ranked_event& e) { queued_.push_back(e); }

NEXTCLICK_INLINE void tally::set_rank(ranked_event& e, const target_rank& place) {
    if (!place.ranked) {
        e.what = outcome::unranked;
        return;
    }
    e.higher = place.higher;
    e.same = place.same;
}

NEXTCLICK_INLINE void tally::finish() {
    r_.at = sum_.means();
    r_.events = sum_.events();
    r_.sessions = sum_.sessions();
    list_metrics_.finish(r_);
}

}  // namespace eval::detail

NEXTCLICK_END_NAMESPACE
