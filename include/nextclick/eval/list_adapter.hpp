// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/eval/target_rank.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// The adapter of rankers that score a list of items; see eval/replay.hpp.
template <ranker::Ranker R>
class list_adapter {
public:
    using scalar = float;
    explicit list_adapter(const R& by) : by_(&by) {}

    void start() {}
    void click(item_index, std::int64_t = 0) {}
    void score(const ranker::clicks& session) {
        scores_ = &ranker::score_list::of_thread(by_->item_count());
        by_->score(session, *scores_);
    }
    bool rank_target(item_index target, target_rank& place) const {
        const float own = (*scores_)[target];
        if (own == 0) return false;
        place = {};
        for (const item_index i : scores_->items()) {
            place.higher += (*scores_)[i] > own ? 1 : 0;
            place.same += (*scores_)[i] == own ? 1 : 0;
        }
        --place.same;  // itself
        return true;
    }
    void list(simd::top_k_heap<float>& heap) const {
        for (const item_index i : scores_->items()) heap.offer((*scores_)[i], i);
    }

private:
    const R* by_;
    ranker::score_list* scores_ = nullptr;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
