// SPDX-License-Identifier: Apache-2.0
// One click on one thread: the step of the encoder, and the exact top 20; beside it, merely reading the table.
#include <benchmark/benchmark.h>

#include <numeric>

#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
constexpr std::size_t items = 43'000;
const nc::zoo::gru4rec<100>& shop() {
    static const nc::zoo::gru4rec<100> net = [] {
        std::vector<std::int64_t> ids(items);
        std::iota(ids.begin(), ids.end(), 0);
        return nc::zoo::gru4rec<100>(nc::data::vocabulary::from_integers(ids));
    }();
    return net;
}

void read_table(benchmark::State& state) {
    const auto& table = shop().table().data;
    for (auto _ : state) benchmark::DoNotOptimize(nc::simd::sum(std::span<const float>(table)));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * table.size() * sizeof(float)));
}
void push(benchmark::State& state) {
    nc::serve::session visitor(shop());
    nc::item_index item = 1;
    for (auto _ : state) {
        visitor.push_index(item);
        item = (item * 17 + 3) % items;
    }
}
void push_and_top_20(benchmark::State& state) {
    nc::serve::session visitor(shop());
    nc::item_index item = 1;
    for (auto _ : state) {
        visitor.push_index(item);
        benchmark::DoNotOptimize(visitor.top_indices(20).data());
        item = (item * 17 + 3) % items;
    }
}
BENCHMARK(read_table)->Unit(benchmark::kMicrosecond);
BENCHMARK(push)->Unit(benchmark::kMicrosecond);
BENCHMARK(push_and_top_20)->Unit(benchmark::kMicrosecond);
}  // namespace
