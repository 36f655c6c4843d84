// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nextclick/core/random.hpp"

/// The items of the simulated shop and their transitions. Integers only, because rounding differs between machines.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Draws 0 .. n-1 with P(r) ~ 1 / (r + 1 + shift), the Zipf-Mandelbrot law with exponent 1, by Walker's alias method.
/// memory: 8 bytes a value
class zipf_table {
public:
    zipf_table(std::uint32_t n, std::uint32_t shift);
    /// One draw from two random words.
    std::uint32_t draw(std::uint32_t where, std::uint32_t which) const;
    std::uint32_t size() const { return static_cast<std::uint32_t>(slots_.size()); }

private:
    struct slot {
        std::uint32_t keep, other;
    };
    std::vector<slot> slots_;
};

/// Items are identified by their rank in popularity; rank r is in category r mod C, so every category has popular and rare items.
class catalogue {
public:
    catalogue(std::uint32_t items, std::uint32_t categories, std::uint64_t seed)
        : items_(items),
          categories_(categories),
          follow_{seed, 0xF0},
          pair_{seed, 0xF1},
          taste_{seed, 0xF2},
          price_{seed, 0xF3},
          all_(items, items / 100 + 1),
          one_(items / categories, items / categories / 50 + 1) {}

    /// The external id of an item, not in order of popularity.
    std::int64_t id_of(std::uint32_t rank) const;
    std::uint32_t category_of(std::uint32_t rank) const { return rank % categories_; }
    /// Between 1.00 and about 1,300, within a factor of four in each category.
    float price_of(std::uint32_t rank) const;

    std::uint32_t popular(std::uint32_t a, std::uint32_t b) const { return all_.draw(a, b); }
    /// Draws an item of the category by popularity.
    std::uint32_t within(std::uint32_t category, std::uint32_t a, std::uint32_t b) const {
        return one_.draw(a, b) * categories_ + category;
    }
    /// Draws one of the item's four followers, with odds 8 : 4 : 2 : 2; three are in its category, one in a neighbouring one.
    std::uint32_t follower(std::uint32_t rank, std::uint32_t a) const;
    /// The follower of a pair of items.
    std::uint32_t follower_of_pair(std::uint32_t before, std::uint32_t rank) const;
    /// Draws one of the three neighbouring categories.
    std::uint32_t neighbour(std::uint32_t category, std::uint32_t a) const {
        return taste_.bits(std::uint64_t{category} * 4 + a % 3) % categories_;
    }
    /// One of the three categories that a user prefers, constant over sessions.
    std::uint32_t preference(std::uint32_t user, std::uint32_t which) const {
        return taste_.bits((std::uint64_t{1} << 40) + std::uint64_t{user} * 4 + which) % categories_;
    }

private:
    std::uint32_t items_, categories_;
    random_stream follow_, pair_, taste_, price_;
    zipf_table all_, one_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/simulate/catalogue.ipp"
#endif
