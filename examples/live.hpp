// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <nextclick/data/click_log.hpp>

/// Prints the answers of a serving session to the first `clicks` clicks on known items of the first session of `log` that has one.
/// Returns the number of these clicks; 0, with a message, if the log has no known item. `push(item_id)` pushes a click and
/// returns whether the item is in the vocabulary.
template <class Session, class Push>
std::size_t show_live(Session& session, const nextclick::data::click_log& log, std::size_t clicks, const Push& push) {
    constexpr std::size_t k = 20, shown = 5;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        std::size_t known = 0;
        for (const nextclick::item_index item : log.items_of(s)) {
            if (known == clicks) break;
            if (item == nextclick::no_item || !push(log.items()[item])) continue;
            ++known;
            const auto best = session.top(k);
            std::printf("click on %s; next, of %zu:", log.items().name(item).c_str(), best.size());
            for (const auto& next : best.first(std::min(shown, best.size()))) std::printf("  %s", next.item.to_string().c_str());
            std::printf("\n");
        }
        if (known > 0) return known;
    }
    std::printf("no session of the log has a click on a known item: there is nothing to answer\n");
    return 0;
}
template <class Session>
std::size_t show_live(Session& session, const nextclick::data::click_log& log, std::size_t clicks) {
    return show_live(session, log, clicks, [&](const auto& item) { return session.push(item); });
}
