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
    void reset(std::size_t items);
    void clear();

    /// requires  score > 0, item of the catalogue
    void add(item_index item, float score);
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
    float operator[](item_index item) const;                                             ///< 0 for an item without

    static score_list& of_thread(std::size_t items);

private:
    std::vector<float> sum_;
    std::vector<item_index> item_ = std::vector<item_index>(1);
    std::size_t size_ = 0;
};

}  // namespace ranker
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/ranker/score_list.ipp"
#endif
