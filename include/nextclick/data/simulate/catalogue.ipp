// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/simulate/catalogue.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE zipf_table::zipf_table(std::uint32_t n, std::uint32_t shift) : slots_(n) {
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

NEXTCLICK_INLINE std::uint32_t zipf_table::draw(std::uint32_t where, std::uint32_t which) const {
    const auto i = static_cast<std::uint32_t>((std::uint64_t{where} * slots_.size()) >> 32);
    return which <= slots_[i].keep ? i : slots_[i].other;
}

NEXTCLICK_INLINE std::int64_t catalogue::id_of(std::uint32_t rank) const {
    constexpr std::uint64_t prime = 2'654'435'761u;  // larger than any number of items, so ids are distinct
    return 10'000 + static_cast<std::int64_t>(rank * prime % items_);
}

NEXTCLICK_INLINE float catalogue::price_of(std::uint32_t rank) const {
    const std::uint32_t level = 100u << (price_.bits(category_of(rank)) % 9);
    const std::uint32_t cents = level + price_.bits(categories_ + std::uint64_t{rank}) % (4 * level);
    return static_cast<float>(cents) / 100;
}

NEXTCLICK_INLINE std::uint32_t catalogue::follower(std::uint32_t rank, std::uint32_t a) const {
    const std::uint32_t which = a < 0x80000000u ? 0 : a < 0xC0000000u ? 1 : a < 0xE0000000u ? 2 : 3;
    const random_block r = follow_.block(std::uint64_t{rank} * 4 + which);
    const std::uint32_t c = category_of(rank);
    return within(which == 3 ? neighbour(c, r[2]) : c, r[0], r[1]);
}

NEXTCLICK_INLINE std::uint32_t catalogue::follower_of_pair(std::uint32_t before, std::uint32_t rank) const {
    const random_block r = pair_.block(std::uint64_t{before} << 32 | rank);
    return within(category_of(rank), r[0], r[1]);
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
