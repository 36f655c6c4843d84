// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/neighbours/followers.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

NEXTCLICK_INLINE followers::followers(const data::click_log& log) : begin_(log.items().size() + 1) {
    std::vector<std::pair<item_index, item_index>> pairs;
    pairs.reserve(log.event_count());
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto clicks = log.items_of(s);
        for (std::size_t t = 0; t + 1 < clicks.size(); ++t)
            if (clicks[t] != no_item && clicks[t + 1] != no_item) pairs.emplace_back(clicks[t], clicks[t + 1]);
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    next_.reserve(pairs.size());
    for (const auto& [item, next] : pairs) {
        ++begin_[item + 1];
        next_.push_back(next);
    }
    for (std::size_t i = 1; i < begin_.size(); ++i) begin_[i] += begin_[i - 1];
}

NEXTCLICK_INLINE followers::followers(std::vector<std::uint32_t> begin, std::vector<item_index> next)
    : begin_(std::move(begin)), next_(std::move(next)) {
    if (begin_.empty() || begin_.front() != 0 || begin_.back() != next_.size() || !std::is_sorted(begin_.begin(), begin_.end()))
        throw data_error("neighbours::followers: begins of items are not in order; the followers are damaged");
}

NEXTCLICK_INLINE std::span<const item_index> followers::operator[](item_index item) const {
    if (item + std::size_t(1) >= begin_.size()) return {};
    return std::span(next_).subspan(begin_[item], begin_[item + 1] - begin_[item]);
}

NEXTCLICK_INLINE bool followers::follows(item_index item, item_index next) const {
    const auto all = (*this)[item];
    return std::binary_search(all.begin(), all.end(), next);
}

}  // namespace neighbours

NEXTCLICK_END_NAMESPACE
