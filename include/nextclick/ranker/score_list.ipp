// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/ranker/score_list.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace ranker {

NEXTCLICK_INLINE void score_list::reset(std::size_t items) {
    clear();
    if (items > sum_.size()) {
        sum_.resize(items, 0.0f);
        item_.resize(items + 1);
    }
}

NEXTCLICK_INLINE void score_list::clear() {
    for (const item_index i : items()) sum_[i] = 0;
    size_ = 0;
}

NEXTCLICK_INLINE void score_list::add(item_index item, float score) {
    assert(score > 0 && item < sum_.size());
    item_[size_] = item;
    size_ += sum_[item] == 0 ? 1 : 0;
    sum_[item] += score;
}

NEXTCLICK_INLINE float score_list::operator[](item_index item) const { return sum_[item]; }

NEXTCLICK_INLINE score_list& score_list::of_thread(std::size_t items) {
    thread_local score_list list;
    list.reset(items);
    return list;
}

}  // namespace ranker

NEXTCLICK_END_NAMESPACE
