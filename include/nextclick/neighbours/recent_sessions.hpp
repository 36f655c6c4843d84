// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours::detail {

/// The most recent of the sessions that share an item with the one at hand: what VMIS's heap keeps (docs/models.md 4.5), by merging
/// the items' lists, which are in order already. A session that falls out has so many more recent ones beside it that it never
/// comes back; so the sums of those that stay are whole.
/// cost  at most `max` steps a list, few for one whose recent sessions are there already, without a branch that depends on the data
class recent_sessions {
public:
    /// Empty, for at most so many sessions.
    void start(std::size_t max) {
        max_ = max;
        size_ = 0;
        now_.reserve(max);
        next_.reserve(max);
        places_.reserve(max / few + 1);
    }
    /// Adds `weight` to the sessions of a list, the most recent first. What is new remembers `item`, the number of the list.
    void merge(std::span<const std::uint32_t> list, float weight, std::uint16_t item) {
        const std::uint32_t* const left = now_.session.data();
        std::size_t max_right = std::min(list.size(), max_);
        if (size_ == max_ && max_ > 0) {  // what is older than all of those that stay is not looked at
            const auto old = std::partition_point(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(max_right),
                                                  [oldest = left[size_ - 1]](std::uint32_t s) { return s >= oldest; });
            max_right = static_cast<std::size_t>(old - list.begin());
            if (max_right * few < max_ && add_in_place(list.first(max_right), weight)) return;
        }
        std::size_t l = 0, r = 0, n = 0;
        while (n < max_ && l < size_ && r < max_right) {
            const std::uint32_t a = left[l], b = list[r];
            const bool from_left = a >= b, from_right = b >= a;
            next_.session[n] = from_left ? a : b;
            next_.sum[n] = (from_left ? now_.sum[l] : 0.0f) + (from_right ? weight : 0.0f);
            next_.item[n] = from_left ? now_.item[l] : item;
            l += from_left ? 1 : 0;
            r += from_right ? 1 : 0;
            ++n;
        }
        const std::size_t rest_left = std::min(size_ - l, max_ - n);
        now_.copy(l, rest_left, next_, n);
        n += rest_left;
        for (; n < max_ && r < max_right; ++n, ++r) next_.set(n, list[r], weight, item);
        size_ = n;
        std::swap(now_, next_);
    }

    std::size_t size() const { return size_; }
    std::span<const std::uint32_t> sessions() const { return std::span(now_.session).first(size_); }  ///< most recent first
    std::span<const float> sums() const { return std::span(now_.sum).first(size_); }
    std::span<const std::uint16_t> items() const { return std::span(now_.item).first(size_); }  ///< the first list of each

private:
    static constexpr std::size_t few = 16;

    /// Adds the weight to sessions that are all there; false, and nothing is done, if one is not.
    bool add_in_place(std::span<const std::uint32_t> list, float weight) {
        const auto begin = now_.session.begin(), end = begin + static_cast<std::ptrdiff_t>(size_);
        places_.clear();
        for (auto from = begin; const std::uint32_t s : list) {
            from = std::lower_bound(from, end, s, std::greater<>());
            if (from == end || *from != s) return false;
            places_.push_back(static_cast<std::size_t>(from - begin));
        }
        for (const std::size_t place : places_) now_.sum[place] += weight;
        return true;
    }
    struct columns {
        std::vector<std::uint32_t> session;
        std::vector<float> sum;
        std::vector<std::uint16_t> item;
        void reserve(std::size_t n) {
            if (session.size() >= n) return;
            session.resize(n);
            sum.resize(n);
            item.resize(n);
        }
        void set(std::size_t n, std::uint32_t s, float weight, std::uint16_t i) {
            session[n] = s;
            sum[n] = weight;
            item[n] = i;
        }
        void copy(std::size_t from, std::size_t count, columns& to, std::size_t at) const {
            std::copy_n(session.data() + from, count, to.session.data() + at);
            std::copy_n(sum.data() + from, count, to.sum.data() + at);
            std::copy_n(item.data() + from, count, to.item.data() + at);
        }
    };
    columns now_, next_;
    std::vector<std::size_t> places_;
    std::size_t max_ = 0, size_ = 0;
};

}  // namespace neighbours::detail
NEXTCLICK_END_NAMESPACE
