// SPDX-License-Identifier: Apache-2.0
// One click on one thread: the step of the encoder, and the exact top 20, in float and by way of bytes; beside it, merely
// reading the table. Then many visitors at once over a large catalogue.
#include <benchmark/benchmark.h>

#include <numeric>

#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
constexpr std::size_t items = 43'000;
template <class Model>
Model make_shop(std::size_t n) {
    std::vector<std::int64_t> ids(n);
    std::iota(ids.begin(), ids.end(), 0);
    return Model(nc::data::vocabulary::from_integers(ids));
}
const nc::zoo::gru4rec<100>& shop() {
    static const auto net = make_shop<nc::zoo::gru4rec<100>>(items);
    return net;
}
constexpr std::size_t many_items = 1'000'000;
const nc::zoo::gru4rec<64>& large_shop() {
    static const auto net = make_shop<nc::zoo::gru4rec<64>>(many_items);
    return net;
}

template <class Table>
void read(benchmark::State& state, const Table& table) {
    for (auto _ : state) benchmark::DoNotOptimize(nc::simd::sum(std::span<const float>(table.data)));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * table.data.size() * sizeof(float)));
}
void read_table(benchmark::State& state) { read(state, shop().table()); }
void read_large_table(benchmark::State& state) { read(state, large_shop().table()); }

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
void push_and_top_20_by_bytes(benchmark::State& state) {
    const nc::serve::quantised bytes(shop());
    nc::serve::session visitor(shop());
    nc::item_index item = 1;
    std::size_t rescored = 0, all = 0;
    for (auto _ : state) {
        visitor.push_index(item);
        benchmark::DoNotOptimize(bytes.top_indices(visitor, 20, nc::simd::accept_all{}, &rescored).data());
        item = (item * 17 + 3) % items;
        all += rescored;
    }
    state.counters["rescored"] = benchmark::Counter(static_cast<double>(all), benchmark::Counter::kAvgIterations);
}
BENCHMARK(read_table)->Unit(benchmark::kMicrosecond);
BENCHMARK(push)->Unit(benchmark::kMicrosecond);
BENCHMARK(push_and_top_20)->Unit(benchmark::kMicrosecond);
BENCHMARK(push_and_top_20_by_bytes)->Unit(benchmark::kMicrosecond);

/// Exact top 20 of a million items for a crowd at a time. Arguments: visitors, threads. A request that arrives while a
/// crowd is answered waits for it and for its own: at most twice the time shown.
template <bool Bytes>
void crowd_of_a_million_items(benchmark::State& state) {
    using model = nc::zoo::gru4rec<64>;
    const auto n = static_cast<std::size_t>(state.range(0));
    std::vector<nc::serve::session<nc::zoo::gru4rec<64>>> visitors(n, nc::serve::session(large_shop()));
    std::vector<const nc::serve::session<nc::zoo::gru4rec<64>>*> those;
    for (auto& v : visitors) those.push_back(&v);
    static const nc::serve::quantised bytes(large_shop());
    auto crowd = Bytes ? nc::serve::crowd<model>(bytes) : nc::serve::crowd<model>(large_shop());
    nc::item_index item = 1;
    for (auto _ : state) {
        for (auto& v : visitors) {
            v.push_index(item);
            item = (item * 17 + 3) % many_items;
        }
        crowd.answer(those, 20, static_cast<int>(state.range(1)));
    }
    state.counters["requests/s"] =
        benchmark::Counter(static_cast<double>(state.iterations() * n), benchmark::Counter::kIsRate);
}
BENCHMARK(read_large_table)->Unit(benchmark::kMillisecond);
void sizes(benchmark::internal::Benchmark* b) {
    b->ArgsProduct({{1, 4, 8, 16, 32}, {1, 2}})->UseRealTime()->Unit(benchmark::kMillisecond);
}
BENCHMARK(crowd_of_a_million_items<false>)->Apply(sizes);
BENCHMARK(crowd_of_a_million_items<true>)->Apply(sizes);
}  // namespace
