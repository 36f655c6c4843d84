// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "allocations.hpp"

/// Counts every C++ heap allocation. Include in one file of a program.

// clang's thread sanitizer defines these operators itself, and they cannot be replaced: nothing is counted there.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define NEXTCLICK_TEST_UNCOUNTED
#endif
#endif

#ifndef NEXTCLICK_TEST_UNCOUNTED
#define NEXTCLICK_TEST_NOINLINE __attribute__((noinline))  // GCC warns about inlined pairs of new and free

inline void* aligned_memory(std::size_t n, std::align_val_t a) {
    const auto align = static_cast<std::size_t>(a);
    return std::aligned_alloc(align, (n + align - 1) / align * align);
}
inline void* count_allocation(void* p) {
    ++allocations;
    held_bytes += static_cast<std::ptrdiff_t>(malloc_usable_size(p));
    max_held_bytes = std::max(max_held_bytes, held_bytes);
    return p;
}
inline void count_free(void* p) {
    held_bytes -= static_cast<std::ptrdiff_t>(malloc_usable_size(p));
    std::free(p);
}

NEXTCLICK_TEST_NOINLINE void* operator new(std::size_t n) {
    if (void* p = count_allocation(std::malloc(n))) return p;
    throw std::bad_alloc();
}
NEXTCLICK_TEST_NOINLINE void* operator new(std::size_t n, std::align_val_t a) {
    if (void* p = count_allocation(aligned_memory(n, a))) return p;
    throw std::bad_alloc();
}
NEXTCLICK_TEST_NOINLINE void* operator new(std::size_t n, const std::nothrow_t&) noexcept { return count_allocation(std::malloc(n)); }
NEXTCLICK_TEST_NOINLINE void* operator new(std::size_t n, std::align_val_t a, const std::nothrow_t&) noexcept {
    return count_allocation(aligned_memory(n, a));
}
NEXTCLICK_TEST_NOINLINE void operator delete(void* p, const std::nothrow_t&) noexcept { count_free(p); }
NEXTCLICK_TEST_NOINLINE void operator delete(void* p) noexcept { count_free(p); }
NEXTCLICK_TEST_NOINLINE void operator delete(void* p, std::size_t) noexcept { count_free(p); }
NEXTCLICK_TEST_NOINLINE void operator delete(void* p, std::align_val_t) noexcept { count_free(p); }
NEXTCLICK_TEST_NOINLINE void operator delete(void* p, std::size_t, std::align_val_t) noexcept { count_free(p); }
NEXTCLICK_TEST_NOINLINE void operator delete(void* p, std::align_val_t, const std::nothrow_t&) noexcept { count_free(p); }
#endif
