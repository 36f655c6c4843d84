// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <thread>

#include "nextclick/core/parallel.hpp"

/// A region of so many threads that come together in it. returns whether they all came, and every block ran once
inline bool all_come(int threads) {
    std::atomic<int> here{0}, runs{0};
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    nextclick::parallel_blocks(static_cast<std::size_t>(threads), 1, threads, [&](std::size_t, std::size_t) {
        ++here;
        while (here < threads && std::chrono::steady_clock::now() < end) std::this_thread::yield();
        ++runs;
    });
    return runs == threads && here == threads && std::chrono::steady_clock::now() < end;
}
