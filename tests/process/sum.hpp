// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <thread>

#include "nextclick/core/blocks.hpp"

/// Runs a region of this many threads that wait for each other. returns whether all threads took part, and every block ran once
inline bool all_run(int threads) {
    std::atomic<int> here{0}, runs{0};
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    nextclick::for_each_block(static_cast<std::size_t>(threads), 1, threads, [&](std::size_t, std::size_t) {
        ++here;
        while (here < threads && std::chrono::steady_clock::now() < end) std::this_thread::yield();
        ++runs;
    });
    return runs == threads && here == threads && std::chrono::steady_clock::now() < end;
}

/// Whether the sum of the first hundred thousand numbers is right, added in blocks by this many threads.
inline bool right_sum(int threads) {
    constexpr std::size_t n = 100'000, block = 1000;
    std::array<std::uint64_t, n / block> parts{};
    nextclick::for_each_block(n, block, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) parts[b / block] += b;
    });
    return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0}) == n * (n - 1) / 2;
}
