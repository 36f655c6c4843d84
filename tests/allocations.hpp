// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

/// Allocations of this thread, counted where one file of the program includes count_allocations.hpp.
inline thread_local std::size_t allocations = 0;
/// What it holds of the heap, less what it gave back for others; and the most so far.
inline thread_local std::ptrdiff_t held_bytes = 0, max_held_bytes = 0;
