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

/// What the shop allows and prefers. Every search asks before it selects, so that k allowed items are answered if there are k.
NEXTCLICK_BEGIN_NAMESPACE
namespace filter {

/// A filter that also changes scores before they are compared: `top(k, filter)` and its kin ask it.
template <class F>
concept Boosting = requires(const F& f, std::size_t first, std::span<float> scores, float score, item_index item) {
    f.adjust(first, scores);                             // of the items first, first + 1, ...
    { f.adjusted(score, item) } -> std::same_as<float>;  // the same for one; never falls when the score grows
};

/// What is added to the scores of some items: log 2 doubles the odds of an item of a model whose scores are logits.
class boosts {
public:
    boosts() = default;
    /// Of ids that the vocabulary does not have nothing is kept; of an id given twice the sum. Throws `argument_error` for
    /// what is no finite number, or too large for a sum of two.
    boosts(const data::vocabulary& items, std::span<const std::pair<data::item_id, float>> by);

    bool empty() const { return items_.empty(); }
    float of(item_index i) const;
    /// Adds to the scores of the items first, first + 1, ...   cost  a search, and an addition for each of its items there
    void add_to(std::size_t first, std::span<float> scores) const;

private:
    std::vector<item_index> items_;  // ascending
    std::vector<float> by_;
};

/// The rules of one answer, all of them optional: a filter for `top` of any session, of the searches and of `request_batcher`. Views; they
/// must live as long as the call.
struct business_rules {
    const item_set* allow = nullptr;        ///< nothing but these
    const item_set* deny = nullptr;         ///< none of these
    std::span<const item_index> without{};  ///< nor of these few: what the visitor has seen, or has in the basket
    std::span<const item_index> codes{};    ///< of a categorical column of an item_attributes for the model's items,
    item_index category = no_item;          ///< and the only one that may be answered; no_item: none is
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
