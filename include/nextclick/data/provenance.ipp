// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/provenance.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE log_facts facts_of(const click_log& log) {
    log_facts facts{.hash = 0xCBF29CE484222325u, .sessions = log.session_count(), .events = log.event_count()};
    std::vector<std::uint64_t> of_item(log.items().size());
    for (item_index i = 0; i < of_item.size(); ++i) {
        detail::fnv1a name;
        name.text(log.items().name(i));
        of_item[i] = name.value;
    }
    const auto mix = [&](std::uint64_t word) {
        facts.hash = (facts.hash ^ word) * 0x9E3779B97F4A7C15u;
        facts.hash ^= facts.hash >> 32;
    };
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto clicks = log.items_of(s);
        for (const item_index i : clicks) mix(i == no_item ? 0 : of_item[i]);
        mix(clicks.size());
    }
    const auto support = log.item_support();
    facts.items = static_cast<std::uint64_t>(std::count_if(support.begin(), support.end(), [](std::uint32_t n) { return n > 0; }));
    if (const auto times = log.time_column(); !times.empty()) {
        const auto [first, last] = std::minmax_element(times.begin(), times.end());
        facts.first = *first;
        facts.last = *last;
    }
    return facts;
}

NEXTCLICK_INLINE void provenance::learned_from(const click_log& log) {
    const log_facts facts = facts_of(log);
    if (std::find(logs.begin(), logs.end(), facts) != logs.end()) return;
    const bool counted = logs.empty() || !support.empty();
    logs.push_back(facts);
    if (!counted) return;
    const auto more = log.item_support();
    support.resize(std::max(support.size(), more.size()), 0);
    for (std::size_t i = 0; i < more.size(); ++i) support[i] += std::min(more[i], std::numeric_limits<std::uint32_t>::max() - support[i]);
}

NEXTCLICK_INLINE bool provenance::contains(const log_facts& log) const {
    return std::any_of(logs.begin(), logs.end(), [&](const log_facts& own) { return own.hash == log.hash && own.events == log.events; });
}

NEXTCLICK_INLINE provenance provenance::with_items(const std::vector<item_index>& before) const {
    provenance to = *this;
    if (!support.empty()) {
        to.support.assign(before.size(), 0);
        for (std::size_t i = 0; i < before.size(); ++i)
            if (before[i] != no_item) to.support[i] = support[before[i]];
    }
    return to;
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
