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
log_facts facts_of(const click_log& log);

/// Where a model or method comes from. What was never told stays empty.
struct provenance {
    std::string version{};                          ///< of the library that wrote the file; empty for what comes from none
    std::vector<log_facts> logs{};                  ///< learned from, in this order, each once
    std::vector<std::uint32_t> support{};           ///< clicks on each item of the model in all of these; empty: unknown
    std::size_t longest = 0;                        ///< clicks of a session that training saw at a time; 0: all, or unknown
    bool first_kept = false;                        ///< of longer sessions the first ones, not the last
    std::map<std::string, std::string> training{};  ///< how it was trained: optimiser, batches, seed, epochs; name and value

    /// Notes the log, unless it is one of `logs`. `support` counts in the numbers of the log's items, which are those of the model.
    void learned_from(const click_log& log);
    /// Whether it learned from these clicks.
    bool knows(const log_facts& log) const;
    /// The same for a model with other items: `before[i]` is the number that item i had, or `no_item`.
    provenance with_items(const std::vector<item_index>& before) const;

    friend bool operator==(const provenance&, const provenance&) = default;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/provenance.ipp"
#endif
