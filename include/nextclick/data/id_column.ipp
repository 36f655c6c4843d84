// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/id_column.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE std::size_t id_column::size() const {
    if (kind_ == id_kind::integer) return integers_.size();
    return offsets_.empty() ? 0 : offsets_.size() - 1;  // a moved-from column has no offsets
}

NEXTCLICK_INLINE item_id id_column::operator[](std::size_t i) const {
    if (kind_ == id_kind::integer) return integers_[i];
    return text(i);
}

NEXTCLICK_INLINE void id_column::push_back(std::int64_t id) { integers_.push_back(id); }

NEXTCLICK_INLINE void id_column::push_back(std::string_view id) {
    bytes_ += id;
    offsets_.push_back(bytes_.size());
}

NEXTCLICK_INLINE void id_column::push_back(const item_id& id) {
    if (kind_ == id_kind::integer)
        push_back(id.integer());
    else
        push_back(id.string());
}

NEXTCLICK_INLINE void id_column::shrink_to_fit() {
    integers_.shrink_to_fit();
    offsets_.shrink_to_fit();
    bytes_.shrink_to_fit();
}

NEXTCLICK_INLINE id_column spelled_out(const id_column& from) {
    id_column to(id_kind::string);
    to.reserve(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) to.push_back(std::string_view(from[i].to_string()));
    return to;
}

}  // namespace data
namespace data::detail {

NEXTCLICK_INLINE std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 32;
    x *= 0x9E3779B97F4A7C15u;
    return x ^ (x >> 29);
}

NEXTCLICK_INLINE std::uint64_t place_of(std::string_view id) {
    std::uint64_t h = id.size() * 0xD6E8FEB86659FD93u;
    const char* p = id.data();
    std::size_t left = id.size();
    for (; left >= 8; left -= 8, p += 8) {
        std::uint64_t w = 0;
        std::memcpy(&w, p, 8);
        h = mix(h ^ w);
    }
    std::uint64_t w = 0;
    if (left > 0) std::memcpy(&w, p, left);
    return mix(h ^ w);
}

NEXTCLICK_INLINE item_index id_index::insert_rising(id_column& ids, std::int64_t id) {
    if (slots_.empty() && (ids.empty() || id > ids.integer(ids.size() - 1))) return append(ids, id);
    return insert(ids, id);
}

NEXTCLICK_INLINE void id_index::rebuild(const id_column& ids, std::size_t slots) {
    slots_.assign(slots, no_item);
    const std::size_t mask = slots - 1;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const bool integer = ids.kind() == id_kind::integer;
        std::size_t slot = (integer ? place_of(ids.integer(i)) : place_of(ids.text(i))) & mask;
        while (slots_[slot] != no_item) slot = (slot + 1) & mask;
        slots_[slot] = static_cast<item_index>(i);
    }
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
