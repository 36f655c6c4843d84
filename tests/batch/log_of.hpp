// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "toy.hpp"

namespace toy {

/// A log of these sessions over 100 items.
inline nc::data::click_log log_of(const std::vector<std::vector<nc::item_index>>& sessions) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(numbered_items(100));
    for (const auto& s : sessions) {
        c.item.insert(c.item.end(), s.begin(), s.end());
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

/// The units of a batcher in their own order.
template <class Batcher>
std::vector<std::uint32_t> units_of(const nc::data::click_log& log, const nc::batch::options& options = {}) {
    std::vector<std::uint32_t> units;
    Batcher::list_units(log, options, units);
    return units;
}

/// A lane of a batch: its clicks, and the target of each (`no_item` for a row without a query).
struct batch_lane {
    std::vector<nc::item_index> clicks, targets;
    auto operator<=>(const batch_lane&) const = default;
};

inline std::vector<batch_lane> lanes_of(const nc::event_rows& rows) {
    std::vector<batch_lane> lanes(rows.steps.lanes());
    std::vector<nc::item_index> targets(rows.item.size(), nc::no_item);
    for (std::size_t i = 0; i < rows.steps.queries(); ++i) targets[rows.steps.row_of_query(i)] = rows.target[i];
    for (std::size_t s = 0; s < rows.steps.count(); ++s)
        for (std::size_t l = 0; l < rows.steps.lanes(s); ++l) {
            lanes[l].clicks.push_back(rows.item[rows.steps.first(s) + l]);
            lanes[l].targets.push_back(targets[rows.steps.first(s) + l]);
        }
    return lanes;
}

/// All lanes of an epoch, batch by batch; calls `look` with every batch.
template <class Batcher, class F>
std::vector<batch_lane> all_lanes(Batcher& batches, const F& look) {
    std::vector<batch_lane> all;
    nc::event_rows rows;
    while (batches.next(rows)) {
        look(rows);
        for (auto& lane : lanes_of(rows)) all.push_back(std::move(lane));
    }
    return all;
}

}  // namespace toy
