// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/click_log.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

/// For every item, the items clicked directly after it at least once.
/// memory  4 bytes an item and 4 a pair; cost: a sort of all pairs of the log
class followers {
public:
    explicit followers(const data::click_log& log);

    /// From the arrays that `begins` and `all` returned. Throws `data_error` if they are inconsistent.
    followers(std::vector<std::uint32_t> begin, std::vector<item_index> next);
    std::span<const std::uint32_t> begins() const { return begin_; }
    std::span<const item_index> all() const { return next_; }

    /// Ascending by item number.
    std::span<const item_index> operator[](item_index item) const;
    bool follows(item_index item, item_index next) const;

private:
    std::vector<std::uint32_t> begin_;
    std::vector<item_index> next_;
};

}  // namespace neighbours
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/neighbours/followers.ipp"
#endif
