// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

/// Allocations of this thread, counted where one file of the program includes count_allocations.hpp.
inline thread_local std::size_t allocations = 0;
