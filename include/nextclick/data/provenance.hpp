// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/data/click_log.hpp"

/// What a model or method was learned from, as plain data: training fills it, files keep it.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// A log, told from others.
struct log_facts {
    std::uint64_t hash = 0;  ///< of the ids clicked, session by session: the same for the same clicks, whatever their numbers
    std::uint64_t sessions = 0, events = 0;
    std::uint64_t items = 0;                            ///< that were clicked
    std::optional<std::int64_t> first = {}, last = {};  ///< times of clicks, ms; none without times

    friend bool operator==(const log_facts&, const log_facts&) = default;
};

/// cost  a pass over the log, and one over the names of its items
inline log_facts facts_of(const click_log& log) {
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

/// Where a model or method comes from. What was never told stays empty.
struct provenance {
    std::string version{};                          ///< of the library that wrote the file; empty for what comes from none
    std::vector<log_facts> logs{};                  ///< learned from, in this order, each once
    std::vector<std::uint32_t> support{};           ///< clicks on each item of the model in all of these; empty: unknown
    std::size_t longest = 0;                        ///< clicks of a session that training saw at a time; 0: all, or unknown
    bool first_kept = false;                        ///< of longer sessions the first ones, not the last
    std::map<std::string, std::string> training{};  ///< how it was trained: optimiser, batches, seed, epochs; name and value

    /// Notes the log, unless it is one of `logs`. `support` counts in the numbers of the log's items, which are those of the model.
    void learned_from(const click_log& log) {
        const log_facts facts = facts_of(log);
        if (std::find(logs.begin(), logs.end(), facts) != logs.end()) return;
        const bool counted = logs.empty() || !support.empty();
        logs.push_back(facts);
        if (!counted) return;
        const auto more = log.item_support();
        support.resize(std::max(support.size(), more.size()), 0);
        for (std::size_t i = 0; i < more.size(); ++i)
            support[i] += std::min(more[i], std::numeric_limits<std::uint32_t>::max() - support[i]);
    }
    /// Whether it learned from these clicks.
    bool knows(const log_facts& log) const {
        return std::any_of(logs.begin(), logs.end(),
                           [&](const log_facts& own) { return own.hash == log.hash && own.events == log.events; });
    }
    /// The same for a model with other items: `before[i]` is the number that item i had, or `no_item`.
    provenance with_items(const std::vector<item_index>& before) const {
        provenance to = *this;
        if (!support.empty()) {
            to.support.assign(before.size(), 0);
            for (std::size_t i = 0; i < before.size(); ++i)
                if (before[i] != no_item) to.support[i] = support[before[i]];
        }
        return to;
    }

    friend bool operator==(const provenance&, const provenance&) = default;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
