// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

/// Allocations of this thread, counted in programs where one file includes count_allocations.hpp.
inline thread_local std::size_t allocations = 0;
/// Heap bytes that this thread holds (allocated less freed), and their maximum so far.
inline thread_local std::ptrdiff_t held_bytes = 0, max_held_bytes = 0;
