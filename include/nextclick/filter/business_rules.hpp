// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/filter/item_set.hpp"

/// Business rules: allowed, excluded and boosted items. Every search applies them before it selects, so that it returns k allowed
/// items if there are k.
NEXTCLICK_BEGIN_NAMESPACE
namespace filter {

/// A filter that also changes scores before they are compared, for `top(k, filter)` and similar functions.
template <class F>
concept Boosting = requires(const F& f, std::size_t first, std::span<float> scores, float score, item_index item) {
    f.adjust(first, scores);                             // the scores of the items first, first + 1, ...
    { f.adjusted(score, item) } -> std::same_as<float>;  // the same for one item; monotone in the score
};

/// Offsets added to the scores of some items: log 2 doubles the odds of an item if scores are logits.
class boosts {
public:
    boosts() = default;
    /// Ids that are not in the vocabulary are ignored; offsets of a duplicate id are added. Throws `argument_error` for an offset
    /// that is not finite, or so large that a sum of two may overflow.
    boosts(const data::vocabulary& items, std::span<const std::pair<data::item_id, float>> by);

    bool empty() const { return items_.empty(); }
    float of(item_index i) const;
    /// Adds the offsets to the scores of the items first, first + 1, ...   cost  a binary search, and an addition per boosted item
    /// in the range
    void add_to(std::size_t first, std::span<float> scores) const;

private:
    std::vector<item_index> items_;  // ascending
    std::vector<float> by_;
};

/// The rules of one request, all optional: a filter for `top` of any session, of the searches and of `request_batcher`. Members are
/// views that must be valid during the call.
struct business_rules {
    const item_set* allow = nullptr;        ///< only these items
    const item_set* deny = nullptr;         ///< not these items
    std::span<const item_index> without{};  ///< not these few items, for example those seen or in the basket
    std::span<const item_index> codes{};    ///< codes of a categorical column of an item_attributes for the model's items
    item_index category = no_item;          ///< the only code allowed; no_item: any
    const filter::boosts* boost = nullptr;

    bool operator()(item_index i) const;
    void adjust(std::size_t first, std::span<float> scores) const {
        if (boost != nullptr) boost->add_to(first, scores);
    }
    float adjusted(float score, item_index i) const { return boost == nullptr ? score : score + boost->of(i); }
};
static_assert(Boosting<business_rules>);

namespace detail {
template <class Filter, class T>
void adjust(const Filter& by, std::size_t first, std::span<T> scores) {
    static_assert(!Boosting<Filter> || std::same_as<T, float>, "serve: boosts are for models in float; double is for checks of gradients");
    if constexpr (Boosting<Filter>) by.adjust(first, scores);
}
template <class Filter, class T>
T adjusted(const Filter& by, T score, item_index item) {
    if constexpr (Boosting<Filter>)
        return by.adjusted(score, item);
    else
        return score;
}
}  // namespace detail

}  // namespace filter
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/filter/business_rules.ipp"
#endif
