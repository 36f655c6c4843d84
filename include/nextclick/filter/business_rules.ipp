// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/filter/business_rules.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace filter {

NEXTCLICK_INLINE boosts::boosts(const data::vocabulary& items, std::span<const std::pair<data::item_id, float>> by) {
    std::vector<std::pair<item_index, float>> known;
    for (const auto& [id, more] : by) {
        if (!(std::abs(more) < 1e30f))
            throw argument_error("filter::boosts: the boost of item " + id.to_string() +
                                 " is not a number below 1e30; to hide an item, deny it");
        if (const item_index i = items.find(id); i != no_item) known.emplace_back(i, more);
    }
    std::stable_sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& [i, more] : known) {
        if (!items_.empty() && items_.back() == i) {
            by_.back() += more;
            continue;
        }
        items_.push_back(i);
        by_.push_back(more);
    }
}

NEXTCLICK_INLINE float boosts::of(item_index i) const {
    const auto at = std::lower_bound(items_.begin(), items_.end(), i);
    return at == items_.end() || *at != i ? 0.0f : by_[static_cast<std::size_t>(at - items_.begin())];
}

NEXTCLICK_INLINE void boosts::add_to(std::size_t first, std::span<float> scores) const {
    auto at = static_cast<std::size_t>(std::lower_bound(items_.begin(), items_.end(), first) - items_.begin());
    for (; at < items_.size() && items_[at] < first + scores.size(); ++at) scores[items_[at] - first] += by_[at];
}

NEXTCLICK_INLINE bool business_rules::operator()(item_index i) const {
    return (allow == nullptr || (*allow)(i)) && (deny == nullptr || !(*deny)(i)) &&
           (codes.empty() || (category != no_item && i < codes.size() && codes[i] == category)) &&
           std::find(without.begin(), without.end(), i) == without.end();
}

}  // namespace filter

NEXTCLICK_END_NAMESPACE
