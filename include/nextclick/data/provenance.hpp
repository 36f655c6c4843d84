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

/// The provenance of a model or method as plain data: set by training, stored in files.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Facts that identify a log.
struct log_facts {
    std::uint64_t hash = 0;  ///< hash of the clicked ids, session by session; independent of item indices
    std::uint64_t sessions = 0, events = 0;
    std::uint64_t items = 0;                            ///< number of distinct items clicked
    std::optional<std::int64_t> first = {}, last = {};  ///< first and last click time, ms; empty without times

    friend bool operator==(const log_facts&, const log_facts&) = default;
};

/// cost  a pass over the log, and one over the names of its items
log_facts facts_of(const click_log& log);

/// The provenance of a model or method. Unknown fields are empty.
struct provenance {
    std::string version{};                          ///< version of the library that wrote the file; empty if not from a file
    std::vector<log_facts> logs{};                  ///< training logs in order, without duplicates
    std::vector<std::uint32_t> support{};           ///< clicks on each item of the model in all training logs; empty: unknown
    std::size_t max_length = 0;                     ///< maximum clicks of a lane in training; 0: no limit, or unknown
    bool first_kept = false;                        ///< longer sessions were cut to their first clicks, not to their last
    std::map<std::string, std::string> training{};  ///< training options by name: optimiser, batches, seed, epochs

    /// Adds the log to `logs`, unless it is there, and its clicks to `support`. The log must have the model's vocabulary.
    void learned_from(const click_log& log);
    /// Whether the log is one of the training logs.
    bool contains(const log_facts& log) const;
    /// The provenance of a model with other items: `before[i]` is the previous index of item i, or `no_item`.
    provenance with_items(const std::vector<item_index>& before) const;

    friend bool operator==(const provenance&, const provenance&) = default;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/provenance.ipp"
#endif
