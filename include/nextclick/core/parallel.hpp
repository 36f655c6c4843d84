// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>

#include "nextclick/core/config.hpp"
#ifdef _OPENMP
#include <omp.h>
#endif

/// Threads come from OpenMP when the build has it. Work is cut into blocks whose size does not depend on the number of
/// threads, and a block is one thread's: every sum is added in the same order whatever the number of threads.
namespace nextclick::inline NEXTCLICK_ABI {

/// How many threads a pass may use: what OpenMP would give, or 1.
inline int available_threads() {
#ifdef _OPENMP
    return omp_in_parallel() ? 1 : omp_get_max_threads();
#else
    return 1;
#endif
}

/// Whether so many multiply-adds are worth a team, which costs a microsecond or two (bench/product.cpp).
constexpr bool worth_threads(std::size_t multiply_adds) { return multiply_adds >= 200'000; }

/// Rows of each share when n rows are shared out evenly, in fours. requires  no result depends on where a share ends
constexpr std::size_t even_share(std::size_t n, int threads) {
    const auto team = static_cast<std::size_t>(std::max(1, threads));
    return std::max<std::size_t>(4, ((n + team - 1) / team + 3) / 4 * 4);
}

/// Calls f(begin, end) for consecutive blocks of [0, n), on up to `threads` threads. f must not throw.
template <class F>
void parallel_blocks(std::size_t n, std::size_t block, int threads, const F& f) {
    const std::size_t count = (n + block - 1) / block;
    const auto run = [&](std::size_t i) { f(i * block, std::min(n, (i + 1) * block)); };
#ifdef _OPENMP
    if (threads > 1 && count > 1) {
        const int team = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(threads), count));
#pragma omp parallel for schedule(static) num_threads(team)
        for (std::size_t i = 0; i < count; ++i) run(i);
        return;
    }
#endif
    (void)threads;
    for (std::size_t i = 0; i < count; ++i) run(i);
}

}  // namespace nextclick::inline NEXTCLICK_ABI
