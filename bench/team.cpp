// SPDX-License-Identifier: Apache-2.0
// The cost of a parallel region: of empty blocks, and of a millisecond's work in many blocks; alone, and beside loops that occupy
// the processors (bench/busy.py). The arguments are threads, and threads and blocks.
#include <benchmark/benchmark.h>

#include "nextclick/bench/limits.hpp"
#include "nextclick/core/blocks.hpp"

namespace {
namespace nc = nextclick;

/// Some 10 microseconds of arithmetic that stays in registers.
void work() {
    float x = 1;
    for (int i = 0; i < 10'000; ++i) benchmark::DoNotOptimize(x = x * 0.5f + 1);
}

/// Consecutive regions of one empty block per thread: the workers are awake.
void empty_region(benchmark::State& state) {
    const auto threads = static_cast<int>(state.range(0));
    for (auto _ : state)
        nc::for_each_block(static_cast<std::size_t>(threads), 1, threads, [](std::size_t i, std::size_t) { benchmark::DoNotOptimize(i); });
}
BENCHMARK(empty_region)->Arg(1)->Arg(2)->Arg(4)->Arg(16)->UseRealTime();

/// The same after half a millisecond without a region: the workers sleep.
void empty_region_after_a_rest(benchmark::State& state) {
    const auto threads = static_cast<int>(state.range(0));
    for (auto _ : state) {
        const auto rested = std::chrono::steady_clock::now() + std::chrono::microseconds(500);
        while (std::chrono::steady_clock::now() < rested) benchmark::ClobberMemory();
        const auto start = std::chrono::steady_clock::now();
        nc::for_each_block(static_cast<std::size_t>(threads), 1, threads, [](std::size_t i, std::size_t) { benchmark::DoNotOptimize(i); });
        state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
}
BENCHMARK(empty_region_after_a_rest)->Arg(2)->Arg(4)->Iterations(2'000)->UseManualTime();

/// Blocks of some 10 microseconds each.
void blocks_of_work(benchmark::State& state) {
    const auto threads = static_cast<int>(state.range(0));
    const auto blocks = static_cast<std::size_t>(state.range(1));
    for (auto _ : state) nc::for_each_block(blocks, 1, threads, [](std::size_t, std::size_t) { work(); });
}
BENCHMARK(blocks_of_work)->ArgsProduct({{1, 2, 4}, {2, 20, 100}})->UseRealTime();

}  // namespace
