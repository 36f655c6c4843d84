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

/// The most recent sessions that share an item with the current one: the contents of VMIS's heap (docs/models.md 4.5), computed by merging
/// the items' sorted lists. A session that is dropped has `max` more recent ones beside it, so it is never added again, and the sums of
/// the remaining ones are complete.
/// cost  at most `max` steps a list, few if its recent sessions are already present, without data-dependent branches
class recent_sessions {
public:
    /// Clears it, for at most `max` sessions.
    void start(std::size_t max);
    /// Adds `weight` to the sessions of a list, most recent first. Sessions that are new record `item`, the number of the list.
    void merge(std::span<const std::uint32_t> list, float weight, std::uint16_t item);

    std::size_t size() const { return size_; }
    std::span<const std::uint32_t> sessions() const { return std::span(now_.session).first(size_); }  ///< most recent first
    std::span<const float> sums() const { return std::span(now_.sum).first(size_); }
    std::span<const std::uint16_t> items() const { return std::span(now_.item).first(size_); }  ///< the first list of each

private:
    static constexpr std::size_t few = 16;

    /// Adds the weight if all sessions of the list are present; otherwise changes nothing and returns false.
    bool add_in_place(std::span<const std::uint32_t> list, float weight);
    struct columns {
        std::vector<std::uint32_t> session;
        std::vector<float> sum;
        std::vector<std::uint16_t> item;
        void reserve(std::size_t n);
        void set(std::size_t n, std::uint32_t s, float weight, std::uint16_t i);
        void copy(std::size_t from, std::size_t count, columns& to, std::size_t at) const;
    };
    columns now_, next_;
    std::vector<std::size_t> places_;
    std::size_t max_ = 0, size_ = 0;
};

}  // namespace neighbours::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/neighbours/recent_sessions.ipp"
#endif
