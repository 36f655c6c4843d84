// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <nextclick/data/click_log.hpp>

/// Prints what a serving session answers to the first `clicks` clicks, on items that its model knows, of the first session of `log`
/// that has one. Returns how many clicks that were; 0, and that is said, where the model knows no item of the log.
/// `push(item_id)` tells the visitor of a click and says whether the model knows the item.
template <class Visitor, class Push>
std::size_t show_live(Visitor& visitor, const nextclick::data::click_log& log, std::size_t clicks, const Push& push) {
    constexpr std::size_t k = 20, shown = 5;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        std::size_t known = 0;
        for (const nextclick::item_index item : log.items_of(s)) {
            if (known == clicks) break;
            if (item == nextclick::no_item || !push(log.items()[item])) continue;
            ++known;
            const auto best = visitor.top(k);
            std::printf("click on %s; next, of %zu:", log.items().name(item).c_str(), best.size());
            for (const auto& next : best.first(std::min(shown, best.size()))) std::printf("  %s", next.item.to_string().c_str());
            std::printf("\n");
        }
        if (known > 0) return known;
    }
    std::printf("no session of the log clicks on an item that the model knows: there is nothing to answer\n");
    return 0;
}
template <class Visitor>
std::size_t show_live(Visitor& visitor, const nextclick::data::click_log& log, std::size_t clicks) {
    return show_live(visitor, log, clicks, [&](const auto& item) { return visitor.push(item); });
}
