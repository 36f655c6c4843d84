// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace ranker {

/// Scores of some items of a catalogue; all others have none, and rank behind. Scores are above 0. A sum an item in one
/// array for all of them, and a list of those that have one: adding costs a few instructions, clearing what was added.
/// memory  8 bytes an item of the catalogue; keep one a thread (`of_thread`) and nothing is allocated
class score_list {
public:
    /// Empty, for a catalogue of so many items.
    void reset(std::size_t items) {
        clear();
        if (items > sum_.size()) {
            sum_.resize(items, 0.0f);
            item_.resize(items + 1);
        }
    }
    void clear() {
        for (const item_index i : items()) sum_[i] = 0;
        size_ = 0;
    }

    /// requires  score > 0, item of the catalogue
    void add(item_index item, float score) {
        assert(score > 0 && item < sum_.size());
        item_[size_] = item;
        size_ += sum_[item] == 0 ? 1 : 0;
        sum_[item] += score;
    }
    /// Multiplies every score by f(item), which is above 0 and finite.
    template <class F>
    void scale(const F& f) {
        for (const item_index i : items()) sum_[i] *= f(i);
    }
    /// Keeps the items for which keep(item).
    template <class F>
    void filter(const F& keep) {
        for (std::size_t n = size_; n-- > 0;) {
            if (keep(item_[n])) continue;
            sum_[item_[n]] = 0;
            item_[n] = item_[--size_];
        }
    }

    std::size_t size() const { return size_; }
    std::span<const item_index> items() const { return std::span(item_).first(size_); }  ///< those with a score, in no order
    float operator[](item_index item) const { return sum_[item]; }                       ///< 0 for an item without

    static score_list& of_thread(std::size_t items) {
        thread_local score_list list;
        list.reset(items);
        return list;
    }

private:
    std::vector<float> sum_;
    std::vector<item_index> item_ = std::vector<item_index>(1);
    std::size_t size_ = 0;
};

}  // namespace ranker
NEXTCLICK_END_NAMESPACE
