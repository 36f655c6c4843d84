// SPDX-License-Identifier: Apache-2.0
#pragma once
#ifdef __linux__
#include <sys/mman.h>
#endif

#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE std::size_t& room_left() {
    thread_local std::size_t bytes = static_cast<std::size_t>(-1);
    return bytes;
}

inline constexpr std::size_t huge_page = std::size_t{1} << 21, large_array = 2 * huge_page;

NEXTCLICK_INLINE void* allocate_aligned(std::size_t bytes) {
    if (std::size_t& room = room_left(); room != static_cast<std::size_t>(-1)) {
        if (bytes > room) throw std::bad_alloc();
        room -= bytes;
    }
    if (bytes < large_array) return ::operator new(bytes, std::align_val_t{cache_line});
    void* const p = ::operator new(bytes, std::align_val_t{huge_page});
#ifdef __linux__
    (void)::madvise(p, bytes, MADV_HUGEPAGE);  // a hint: failure is harmless
#endif
    return p;
}

NEXTCLICK_INLINE void free_aligned(void* p, std::size_t bytes) noexcept {
    ::operator delete(p, std::align_val_t{bytes < large_array ? cache_line : huge_page});
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
