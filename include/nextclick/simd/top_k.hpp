// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"

/// The k best of many scores, seen block by block, with a running threshold: whole vectors that cannot enter are
/// passed over by one comparison.
namespace nextclick::inline NEXTCLICK_ABI::simd {

template <class T>
struct scored {
    item_index item;
    T score;
    /// Best first; equal scores in order of the item number. A NaN is never better.
    friend bool better(const scored& a, const scored& b) {
        return a.score > b.score || (a.score == b.score && a.item < b.item);
    }
};

/// Keeps the k best seen so far. Allocates in the constructor and in `reset` to a larger k only.
template <class T>
class top_k_heap {
public:
    explicit top_k_heap(std::size_t k) { reset(k); }
    void reset(std::size_t k) {
        k_ = k;
        heap_.clear();
        heap_.reserve(k);
    }
    void clear() { heap_.clear(); }
    std::size_t size() const { return heap_.size(); }

    /// A score must exceed this (or equal it, with a lower item number) to enter.
    T threshold() const {
        if (k_ == 0) return std::numeric_limits<T>::infinity();
        return heap_.size() < k_ ? -std::numeric_limits<T>::infinity() : heap_.front().score;
    }

    void offer(item_index item, T score) {
        const scored<T> s{item, score};
        if (heap_.size() < k_) {
            if (score != score) return;
            heap_.push_back(s);
            std::push_heap(heap_.begin(), heap_.end(), order);
        } else if (k_ > 0 && better(s, heap_.front())) {
            std::pop_heap(heap_.begin(), heap_.end(), order);
            heap_.back() = s;
            std::push_heap(heap_.begin(), heap_.end(), order);
        }
    }

    /// Scores of the items first, first + 1, ... that `allow(item)` lets through.
    template <class Arch = default_arch, class Filter>
    void offer_block(std::span<const T> scores, item_index first, const Filter& allow) {
        using vec = xsimd::batch<T, Arch>;
        std::size_t i = 0;
        const auto look = [&](std::size_t end) {
            for (; i < end; ++i)
                if (!(scores[i] < threshold()) && allow(static_cast<item_index>(first + i)))
                    offer(static_cast<item_index>(first + i), scores[i]);
        };
        while (i + vec::size <= scores.size()) {
            if (xsimd::any(vec::load_unaligned(&scores[i]) >= vec(threshold())))
                look(i + vec::size);
            else
                i += vec::size;
        }
        look(scores.size());
    }
    template <class Arch = default_arch>
    void offer_block(std::span<const T> scores, item_index first) {
        offer_block<Arch>(scores, first, [](item_index) { return true; });
    }

    /// Best first into `out`, which must hold size(); returns how many. Empties the heap.
    std::size_t sorted_into(std::span<scored<T>> out) {
        assert(out.size() >= heap_.size());
        const std::size_t n = heap_.size();
        std::sort_heap(heap_.begin(), heap_.end(), order);
        std::copy(heap_.begin(), heap_.end(), out.begin());
        heap_.clear();
        return n;
    }

private:
    static bool order(const scored<T>& a, const scored<T>& b) { return better(a, b); }  // the worst on top
    std::size_t k_ = 0;
    std::vector<scored<T>> heap_;
};

/// The k best of one span of scores. Returns how many: min(k, numbers that are not NaN, out.size()).
template <class Arch = default_arch, class T>
std::size_t top_k(std::span<const T> scores, std::size_t k, std::span<scored<T>> out) {
    top_k_heap<T> heap(std::min({k, out.size(), scores.size()}));
    heap.template offer_block<Arch>(scores, 0);
    return heap.sorted_into(out);
}

namespace plain {
template <class T>
std::size_t top_k(std::span<const T> scores, std::size_t k, std::span<scored<T>> out) {
    std::vector<scored<T>> all;
    for (std::size_t i = 0; i < scores.size(); ++i)
        if (scores[i] == scores[i]) all.push_back({static_cast<item_index>(i), scores[i]});
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return better(a, b); });
    const std::size_t n = std::min({k, all.size(), out.size()});
    std::copy_n(all.begin(), n, out.begin());
    return n;
}
}  // namespace plain

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
