// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"

/// The k best of many scores, offered block by block, with a running threshold: whole vectors that cannot enter are
/// skipped by one comparison.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

template <class T>
struct scored {
    item_index item;
    T score;
    /// Best first; equal scores in order of the item number. A NaN is never better.
    friend bool better(const scored& a, const scored& b) { return a.score > b.score || (a.score == b.score && a.item < b.item); }
};

struct accept_all {
    constexpr bool operator()(item_index) const noexcept { return true; }
};

/// Keeps the k best seen so far; NaN is never among them. Allocates in the constructor and in `reset` to a larger k
/// only.
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
    std::size_t capacity() const { return k_; }

    /// A score must exceed this (or equal it, with a lower item number) to enter; while the heap is not full, any number may.
    T threshold() const {
        constexpr T infinity = std::numeric_limits<T>::infinity();
        return heap_.size() < k_ ? -infinity : k_ == 0 ? infinity : heap_.front().score;
    }

    void offer(T score, item_index item) {
        const scored<T> s{item, score};
        if (heap_.size() < k_) {
            if (score != score) return;
        } else {
            if (k_ == 0 || !better(s, heap_.front())) return;
            std::pop_heap(heap_.begin(), heap_.end(), order);
            heap_.pop_back();
        }
        heap_.push_back(s);
        std::push_heap(heap_.begin(), heap_.end(), order);
    }

    /// Offers the scores of items first, first + 1, ... that `allow(item)` accepts; `allow` is called only for scores that
    /// would enter. Blocks may be offered in any order.
    /// cost  a comparison a vector; element by element for a vector with a score that may enter
    template <class Arch = default_arch, class Filter = accept_all>
    void offer_block(std::span<const T> scores, item_index first, const Filter& allow = {}) {
        constexpr std::size_t group = 4 * lanes<T, Arch>;
        std::size_t i = 0;
        const auto offer_until = [&](std::size_t end) {
            for (; i < end; ++i) {
                const auto item = static_cast<item_index>(first + i);
                if (scores[i] >= threshold() && allow(item)) offer(scores[i], item);
            }
        };
        while (i < scores.size() && heap_.size() < k_) offer_until(i + 1);
        if (k_ == 0) return;
        while (i + group <= scores.size()) {
            const std::size_t end = i + group;
            if (!may_enter<Arch, 4>(&scores[i], first + i)) {
                i = end;
                continue;
            }
            while (i < end) {
                if (may_enter<Arch, 1>(&scores[i], first + i))
                    offer_until(i + lanes<T, Arch>);
                else
                    i += lanes<T, Arch>;
            }
        }
        offer_until(scores.size());
    }

    /// Writes the scores, best first, to `out`, which must hold size(); returns their number. Empties the heap.
    std::size_t sorted_into(std::span<scored<T>> out) {
        assert(out.size() >= heap_.size());
        const std::size_t n = heap_.size();
        std::sort_heap(heap_.begin(), heap_.end(), order);
        std::copy(heap_.begin(), heap_.end(), out.begin());
        heap_.clear();
        return n;
    }

private:
    /// Whether one of `Vectors` vectors of scores could enter the full heap. An equal score needs a lower item number
    /// than the worst one kept, which items in ascending order never have.
    template <class Arch, std::size_t Vectors>
    bool may_enter(const T* p, std::size_t item) const {
        using vec = batch<T, Arch>;
        const vec limit(heap_.front().score);
        const auto one_of = [&](auto passes) {
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                return xsimd::any((passes(vec::load_unaligned(p + I * vec::size)) | ...));
            }(std::make_index_sequence<Vectors>{});
        };
        if (item > heap_.front().item) return one_of([&](const vec& v) { return v > limit; });
        return one_of([&](const vec& v) { return v >= limit; });
    }
    static bool order(const scored<T>& a, const scored<T>& b) { return better(a, b); }  // the worst on top
    std::size_t k_ = 0;
    std::vector<scored<T>> heap_;
};

/// Writes the items first + i for which !(scores[i] < limit), NaN included, in order, to `out`. Returns their number.
/// requires  out.size() >= scores.size()
template <class Arch = default_arch, class T>
std::size_t not_below(std::span<const T> scores, std::type_identity_t<T> limit, item_index first, std::span<item_index> out) {
    using vec = batch<T, Arch>;
    std::size_t found = 0;
    for (std::size_t i = 0; i < scores.size(); i += vec::size) {
        const std::size_t n = std::min(vec::size, scores.size() - i);
        if (n == vec::size && xsimd::all(vec::load_unaligned(&scores[i]) < vec(limit))) continue;
        for (std::size_t j = i; j < i + n; ++j)
            if (!(scores[j] < limit)) out[found++] = static_cast<item_index>(first + j);
    }
    return found;
}

/// The k best of one span of scores, best first. Returns their number: min(k, numbers that are not NaN, out.size()).
/// Allocates a heap of that size; where that matters, reuse a `top_k_heap`.
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

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
