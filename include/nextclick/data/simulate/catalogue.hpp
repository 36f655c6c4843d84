// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "nextclick/core/random.hpp"

/// The simulated shop's items and what leads from one to the next. All in integers: rounding differs between machines.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Draws 0 .. n-1 with P(r) ~ 1 / (r + 1 + shift), the Zipf-Mandelbrot law with exponent 1, by Walker's alias method.
/// memory: 8 bytes a value
class zipf_table {
public:
    zipf_table(std::uint32_t n, std::uint32_t shift) : slots_(n) {
        std::vector<std::uint64_t> mass(n);
        std::uint64_t total = 0;
        for (std::uint32_t r = 0; r < n; ++r) total += mass[r] = (std::uint64_t{1} << 36) / (r + 1u + shift) + 1;
        total = total / n + 1;  // the mass of a slot
        std::vector<std::uint32_t> small, large;
        for (std::uint32_t r = 0; r < n; ++r) (mass[r] < total ? small : large).push_back(r);
        while (!small.empty() && !large.empty()) {
            const std::uint32_t a = small.back(), b = large.back();
            small.pop_back();
            slots_[a] = {static_cast<std::uint32_t>((mass[a] << 26) / ((total >> 6) + 1)), b};
            mass[b] -= total - mass[a];
            if (mass[b] < total) {
                large.pop_back();
                small.push_back(b);
            }
        }
        for (const std::uint32_t r : small) slots_[r] = {0xFFFFFFFFu, r};
        for (const std::uint32_t r : large) slots_[r] = {0xFFFFFFFFu, r};
    }
    /// One draw from two random words.
    std::uint32_t draw(std::uint32_t where, std::uint32_t which) const {
        const auto i = static_cast<std::uint32_t>((std::uint64_t{where} * slots_.size()) >> 32);
        return which <= slots_[i].keep ? i : slots_[i].other;
    }
    std::uint32_t size() const { return static_cast<std::uint32_t>(slots_.size()); }

private:
    struct slot {
        std::uint32_t keep, other;
    };
    std::vector<slot> slots_;
};

/// Items are named by their rank in popularity; rank r lies in category r mod C, so every category has its own popular
/// and its own rare items.
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

    /// The shop's id of an item: not in order of popularity.
    std::int64_t id_of(std::uint32_t rank) const {
        constexpr std::uint64_t prime = 2'654'435'761u;  // above any number of items, so ids are all different
        return 10'000 + static_cast<std::int64_t>(rank * prime % items_);
    }
    std::uint32_t category_of(std::uint32_t rank) const { return rank % categories_; }
    /// Between 1.00 and about 1,300, set by the category to within a factor of four.
    float price_of(std::uint32_t rank) const {
        const std::uint32_t level = 100u << (price_.bits(category_of(rank)) % 9);
        const std::uint32_t cents = level + price_.bits(categories_ + std::uint64_t{rank}) % (4 * level);
        return static_cast<float>(cents) / 100;
    }

    std::uint32_t popular(std::uint32_t a, std::uint32_t b) const { return all_.draw(a, b); }
    /// An item of the category, by popularity.
    std::uint32_t within(std::uint32_t category, std::uint32_t a, std::uint32_t b) const {
        return one_.draw(a, b) * categories_ + category;
    }
    /// One of the item's four followers, with odds 8 : 4 : 2 : 2; three lie in its category, one next door.
    std::uint32_t follower(std::uint32_t rank, std::uint32_t a) const {
        const std::uint32_t which = a < 0x80000000u ? 0 : a < 0xC0000000u ? 1 : a < 0xE0000000u ? 2 : 3;
        const random_block r = follow_.block(std::uint64_t{rank} * 4 + which);
        const std::uint32_t c = category_of(rank);
        return within(which == 3 ? neighbour(c, r[2]) : c, r[0], r[1]);
    }
    /// The follower of an item and the one before it.
    std::uint32_t follower_of_pair(std::uint32_t before, std::uint32_t rank) const {
        const random_block r = pair_.block(std::uint64_t{before} << 32 | rank);
        return within(category_of(rank), r[0], r[1]);
    }
    /// One of the three categories next to this one.
    std::uint32_t neighbour(std::uint32_t category, std::uint32_t a) const {
        return taste_.bits(std::uint64_t{category} * 4 + a % 3) % categories_;
    }
    /// One of the three categories that a user prefers, for good.
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
