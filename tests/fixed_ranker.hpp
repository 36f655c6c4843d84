// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/ranker/concept.hpp"
#include "toy.hpp"

namespace toy {

/// Ranks by the last click alone: a fixed list for every item.
class fixed_ranker {
public:
    using row = std::vector<std::pair<nc::item_index, float>>;
    fixed_ranker(std::size_t items, row always) : items_(numbered_items(items)), always_(std::move(always)) {}
    fixed_ranker(std::size_t items, std::map<nc::item_index, row> by_last) : items_(numbered_items(items)), by_last_(std::move(by_last)) {}

    static std::string name() { return "fixed"; }
    const nc::data::vocabulary& items() const { return items_; }
    std::size_t item_count() const { return items_.size(); }
    void score(const nc::ranker::clicks& session, nc::ranker::score_list& scores) const {
        const auto found = by_last_.find(session.items.back());
        for (const auto& [item, score] : found == by_last_.end() ? always_ : found->second) scores.add(item, score);
    }

private:
    nc::data::vocabulary items_;
    row always_;
    std::map<nc::item_index, row> by_last_;
};
static_assert(nc::ranker::Ranker<fixed_ranker>);

/// The same with a score for every item, like a model.
struct fixed_model : fixed_ranker {
    using fixed_ranker::fixed_ranker;
    static constexpr bool ranks_all_items = true;
};

}  // namespace toy
