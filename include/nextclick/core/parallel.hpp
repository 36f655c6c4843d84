// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>

#include "nextclick/core/config.hpp"
#include "nextclick/core/team.hpp"
#include "nextclick/core/thread_limit.hpp"

/// Threads are those of `team.hpp`, the standard library's. Work is cut into blocks whose size does not depend on the number of
/// threads, and a block is one thread's: every sum is added in the same order whatever the number of threads.
NEXTCLICK_BEGIN_NAMESPACE

/// How many threads a pass may use: what the machine gives this process (`thread_limit`, asked once); inside of a
/// region 1.
inline int available_threads() { return detail::inside_team ? 1 : detail::known_thread_limit(); }

/// Whether so many multiply-adds are worth a team, which costs a microsecond or two (bench/product.cpp).
constexpr bool worth_threads(std::size_t multiply_adds) { return multiply_adds >= 200'000; }

/// Rows of each share when n rows are shared out evenly, in fours. requires  no result depends on where a share ends
constexpr std::size_t even_share(std::size_t n, int threads) {
    const auto team = static_cast<std::size_t>(threads > 1 ? threads : 1);
    const std::size_t share = ((n + team - 1) / team + 3) / 4 * 4;
    return share > 4 ? share : 4;
}

/// Calls f(begin, end) for consecutive blocks of [0, n), on up to `threads` threads, also where these are more than the processors.
/// Where another thread has the team at the moment, or in a call from inside of f, the caller runs all blocks itself.
/// errors  those of f: what the first block that throws throws; later blocks may then not have run.   cost  docs/performance.md, "Threads"
template <class F>
void parallel_blocks(std::size_t n, std::size_t block, int threads, const F& f) {
    const std::size_t count = (n + block - 1) / block;
    const auto run = [&](std::size_t i) { f(i * block, n - i * block < block ? n : (i + 1) * block); };
    if (threads > 1 && count > 1 && count <= detail::team::max_blocks) {
        detail::team_region region{[](const void* body, std::size_t i) { (*static_cast<const decltype(run)*>(body))(i); }, &run,
                                   static_cast<std::uint32_t>(count)};
        if (detail::the_team.value.run(region, threads)) return;
    }
    for (std::size_t i = 0; i < count; ++i) run(i);
}

NEXTCLICK_END_NAMESPACE
