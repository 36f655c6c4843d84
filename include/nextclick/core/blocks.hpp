// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>

#include "nextclick/core/config.hpp"
#include "nextclick/core/team.hpp"
#include "nextclick/core/thread_limit.hpp"

/// Parallel loops over the threads of `team.hpp` (std::thread). Work is cut into blocks whose size does not depend on the number of
/// threads, and one thread runs a whole block, so sums are added in the same order with any number of threads.
NEXTCLICK_BEGIN_NAMESPACE

/// The number of threads that a pass may use: the `thread_limit` of this process, read once; 1 inside of a region.
inline int available_threads() { return detail::inside_team ? 1 : detail::thread_limit_of_process(); }

/// Whether a loop of so many multiply-adds runs faster on a team, whose start costs 1 to 2 microseconds (bench/product.cpp).
constexpr bool worth_threads(std::size_t multiply_adds) { return multiply_adds >= 200'000; }

/// Rows of each share when n rows are divided evenly, in multiples of four. requires  no result depends on where a share ends
constexpr std::size_t even_share(std::size_t n, int threads) {
    const auto team = static_cast<std::size_t>(threads > 1 ? threads : 1);
    const std::size_t share = ((n + team - 1) / team + 3) / 4 * 4;
    return share > 4 ? share : 4;
}

namespace detail {
/// The loop of `for_each_block` on a body of any type. Inlined, a body would be compiled twice: for one thread and for a team.
void run_blocks(std::size_t n, std::size_t block, int threads, void (*call)(const void* body, std::size_t begin, std::size_t end),
                const void* body);
}  // namespace detail

/// Calls f(begin, end) for consecutive blocks of [0, n), on up to `threads` threads, even if there are fewer processors. If another
/// thread is using the team, or the call comes from inside of f, the caller runs all blocks itself.
/// errors  those of f: the exception of the first block that throws; later blocks may not have run.   cost  docs/performance.md, "Threads"
template <class F>
void for_each_block(std::size_t n, std::size_t block, int threads, const F& f) {
    const F* const body = &f;  // an object, where F may be a function
    detail::run_blocks(
        n, block, threads, [](const void* of, std::size_t begin, std::size_t end) { (**static_cast<const F* const*>(of))(begin, end); },
        &body);
}

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/blocks.ipp"
#endif
