// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/filter/item_set.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace filter {

NEXTCLICK_INLINE item_set item_set::of(const data::vocabulary& items, std::span<const data::item_id> ids) {
    item_set s(items.size());
    for (const data::item_id& id : ids)
        if (const item_index i = items.find(id); i != no_item) s.insert(i);
    return s;
}

NEXTCLICK_INLINE item_set item_set::where(const data::item_attributes& table, std::string_view column, const data::item_id& value) {
    const data::event_column& c = table.column(column);
    if (!c.categorical())
        throw argument_error("filter::item_set: column \"" + std::string(column) + "\" has no categories; give one that has");
    const item_index wanted = c.categories().find(value);
    item_set s(table.size());
    for (item_index i = 0; i < s.size_; ++i)
        if (wanted != no_item && c.codes()[i] == wanted) s.insert(i);
    return s;
}

NEXTCLICK_INLINE std::size_t item_set::count() const {
    std::size_t n = 0;
    for (const std::uint64_t w : bits_) n += static_cast<std::size_t>(std::popcount(w));
    return n;
}

NEXTCLICK_INLINE void item_set::insert(item_index i) {
    assert(i < size_);
    bits_[i / 64] |= std::uint64_t{1} << (i % 64);
}

NEXTCLICK_INLINE void item_set::erase(item_index i) {
    assert(i < size_);
    bits_[i / 64] &= ~(std::uint64_t{1} << (i % 64));
}

NEXTCLICK_INLINE item_set& item_set::operator&=(const item_set& other) {
    return combine(other, [](std::uint64_t a, std::uint64_t b) { return a & b; });
}

NEXTCLICK_INLINE item_set& item_set::operator|=(const item_set& other) {
    return combine(other, [](std::uint64_t a, std::uint64_t b) { return a | b; });
}

NEXTCLICK_INLINE item_set& item_set::operator-=(const item_set& other) {
    return combine(other, [](std::uint64_t a, std::uint64_t b) { return a & ~b; });
}

NEXTCLICK_INLINE item_set item_set::operator~() const {
    item_set s(*this);
    for (std::uint64_t& w : s.bits_) w = ~w;
    s.clear_tail();
    return s;
}

}  // namespace filter

NEXTCLICK_END_NAMESPACE
