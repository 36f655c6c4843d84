// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE std::size_t& room_left() {
    thread_local std::size_t bytes = static_cast<std::size_t>(-1);
    return bytes;
}

}  // namespace detail

NEXTCLICK_INLINE void row_set::resize(std::size_t rows) {
    touched.clear();
    slot.assign(rows, no_item);
}

NEXTCLICK_INLINE std::size_t row_set::touch(item_index r) {
    item_index& place = slot[r];
    if (place == no_item) {
        place = static_cast<item_index>(touched.size());
        touched.push_back(r);
    }
    return place;
}

NEXTCLICK_INLINE void row_set::clear() {
    for (const item_index r : touched) slot[r] = no_item;
    touched.clear();
}

NEXTCLICK_END_NAMESPACE
