// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/neighbours/recent_sessions.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours::detail {

NEXTCLICK_INLINE void recent_sessions::start(std::size_t max) {
    max_ = max;
    size_ = 0;
    now_.reserve(max);
    next_.reserve(max);
    places_.reserve(max / few + 1);
}

NEXTCLICK_INLINE void recent_sessions::merge(std::span<const std::uint32_t> list, float weight, std::uint16_t item) {
    const std::uint32_t* const left = now_.session.data();
    std::size_t max_right = std::min(list.size(), max_);
    if (size_ == max_ && max_ > 0) {  // sessions older than all kept ones are skipped
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

NEXTCLICK_INLINE bool recent_sessions::add_in_place(std::span<const std::uint32_t> list, float weight) {
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

NEXTCLICK_INLINE void recent_sessions::columns::reserve(std::size_t n) {
    if (session.size() >= n) return;
    session.resize(n);
    sum.resize(n);
    item.resize(n);
}

NEXTCLICK_INLINE void recent_sessions::columns::set(std::size_t n, std::uint32_t s, float weight, std::uint16_t i) {
    session[n] = s;
    sum[n] = weight;
    item[n] = i;
}

NEXTCLICK_INLINE void recent_sessions::columns::copy(std::size_t from, std::size_t count, columns& to, std::size_t at) const {
    std::copy_n(session.data() + from, count, to.session.data() + at);
    std::copy_n(sum.data() + from, count, to.sum.data() + at);
    std::copy_n(item.data() + from, count, to.item.data() + at);
}

}  // namespace neighbours::detail

NEXTCLICK_END_NAMESPACE
