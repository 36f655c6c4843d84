// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace ranker {

/// Sparse scores over a catalogue; items without a score rank last. Scores are above 0. It consists of an array with a sum for
/// every item and a list of the items with a score: add() costs a few instructions, clearing is linear in the items added.
/// memory  8 bytes an item of the catalogue; reuse one per thread (`of_thread`) to avoid allocation
class score_list {
public:
    /// Empties the list and sets the size of the catalogue.
    void reset(std::size_t items);
    void clear();

    /// requires  score > 0, item of the catalogue
    void add(item_index item, float score);
    /// Multiplies every score by f(item), which is above 0 and finite.
    template <class F>
    void scale(const F& f) {
        for (const item_index i : items()) sum_[i] *= f(i);
    }
    /// Removes the items for which keep(item) is false.
    template <class F>
    void filter(const F& keep) {
        for (std::size_t n = size_; n-- > 0;) {
            if (keep(item_[n])) continue;
            sum_[item_[n]] = 0;
            item_[n] = item_[--size_];
        }
    }

    std::size_t size() const { return size_; }
    std::span<const item_index> items() const { return std::span(item_).first(size_); }  ///< the items with a score, unordered
    float operator[](item_index item) const;                                             ///< 0 for an item without a score

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
