// SPDX-License-Identifier: Apache-2.0
// One click on one thread: the step of the encoder, and the exact top 20, in float and over int8 rows; beside it, reading the
// table alone. Then batches of sessions over a large catalogue.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "nextclick/bench.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
constexpr std::size_t items = 43'000;
const nc::zoo::gru4rec<100>& shop() {
    static const nc::zoo::gru4rec<100> net(nc::bench::numbered_items(items));
    return net;
}
constexpr std::size_t many_items = 1'000'000;
using large_model = nc::zoo::gru4rec<64>;
const large_model& large_shop() {
    static const large_model net(nc::bench::numbered_items(many_items));
    return net;
}
template <bool Bytes>
nc::search::batch_search<large_model> make_search() {
    static const nc::search::byte_search bytes(large_shop());
    return Bytes ? nc::search::batch_search<large_model>(bytes) : nc::search::batch_search<large_model>(large_shop());
}

template <class Table>
void read(benchmark::State& state, const Table& table) {
    for (auto _ : state) benchmark::DoNotOptimize(nc::simd::sum(std::span<const float>(table.data)));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(table.data.size() * sizeof(float)));
}
void read_table(benchmark::State& state) { read(state, shop().table_of(shop().weights)); }
void read_large_table(benchmark::State& state) { read(state, large_shop().table_of(large_shop().weights)); }

void push(benchmark::State& state) {
    nc::serve::session session(shop());
    nc::item_index item = 1;
    for (auto _ : state) {
        session.push_index(item);
        item = (item * 17 + 3) % items;
    }
}
void push_and_top_20(benchmark::State& state) {
    nc::serve::session session(shop());
    nc::item_index item = 1;
    for (auto _ : state) {
        session.push_index(item);
        benchmark::DoNotOptimize(session.top_indices(20).data());
        item = (item * 17 + 3) % items;
    }
}
void push_and_top_20_by_bytes(benchmark::State& state) {
    const nc::search::byte_search bytes(shop());
    nc::serve::session session(shop());
    nc::item_index item = 1;
    std::size_t rescored = 0, all = 0;
    for (auto _ : state) {
        session.push_index(item);
        benchmark::DoNotOptimize(bytes.top_indices(session, 20, nc::simd::accept_all{}, &rescored).data());
        item = (item * 17 + 3) % items;
        all += rescored;
    }
    state.counters["rescored"] = benchmark::Counter(static_cast<double>(all), benchmark::Counter::kAvgIterations);
}
BENCHMARK(read_table)->Unit(benchmark::kMicrosecond);
BENCHMARK(push)->Unit(benchmark::kMicrosecond);
BENCHMARK(push_and_top_20)->Unit(benchmark::kMicrosecond);
BENCHMARK(push_and_top_20_by_bytes)->Unit(benchmark::kMicrosecond);

/// Exact top 20 of a million items for a batch of sessions. Arguments: sessions, threads.
template <bool Bytes>
void batch_over_a_million_items(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    std::vector<nc::serve::session<large_model>> sessions(n, nc::serve::session(large_shop()));
    std::vector<const nc::serve::session<large_model>*> pointers;
    for (auto& v : sessions) pointers.push_back(&v);
    auto batch = make_search<Bytes>();
    nc::item_index item = 1;
    for (auto _ : state) {
        for (auto& v : sessions) {
            v.push_index(item);
            item = (item * 17 + 3) % many_items;
        }
        batch.answer(pointers, 20, static_cast<int>(state.range(1)));
    }
    state.counters["requests/s"] = nc::bench::rate(state, n);
}
BENCHMARK(read_large_table)->Unit(benchmark::kMillisecond);
void sizes(benchmark::internal::Benchmark* b) { b->ArgsProduct({{1, 4, 8, 16, 32}, {1, 2}})->UseRealTime()->Unit(benchmark::kMillisecond); }
BENCHMARK(batch_over_a_million_items<false>)->Apply(sizes);
BENCHMARK(batch_over_a_million_items<true>)->Apply(sizes);

/// Requests arrive at random times at a given rate, independently of the answers; requests that queue during a scan form the next
/// batch, 32 at most. Latency: from the arrival to the answer. Arguments: requests a second, threads.
template <bool Bytes>
void million_items_under_load(benchmark::State& state) {
    using clock = std::chrono::steady_clock;
    constexpr std::size_t max = 32;
    const auto rate = static_cast<double>(state.range(0));
    auto batch = make_search<Bytes>();
    std::vector<nc::serve::session<large_model>> sessions(max, nc::serve::session(large_shop()));
    std::vector<const nc::serve::session<large_model>*> pointers;
    std::vector<double> arrival, latency;
    const nc::random_stream random{3, 3};
    for (double at = 0; at < 5; at += -std::log1p(-random.uniform(arrival.size())) / rate) arrival.push_back(at);
    for (auto _ : state) {
        latency.clear();
        const auto start = clock::now();
        const auto now = [&] { return std::chrono::duration<double>(clock::now() - start).count(); };
        for (std::size_t next = 0; next < arrival.size();) {
            while (now() < arrival[next]) continue;
            const double begin = now();
            const std::size_t first = next;
            while (next < arrival.size() && next - first < max && arrival[next] <= begin) ++next;
            pointers.clear();
            for (std::size_t i = first; i < next; ++i) {
                auto& session = sessions[i - first];
                session.push_index(static_cast<nc::item_index>(i * 7919 % many_items));
                pointers.push_back(&session);
            }
            batch.answer(pointers, 20, static_cast<int>(state.range(1)));
            const double end = now();
            for (std::size_t i = first; i < next; ++i) latency.push_back(end - arrival[i]);
        }
        std::sort(latency.begin(), latency.end());
        state.counters["requests/s"] = static_cast<double>(latency.size()) / now();
    }
    state.counters["p50_ms"] = 1e3 * latency[latency.size() / 2];
    state.counters["p90_ms"] = 1e3 * latency[latency.size() * 9 / 10];
    state.counters["p99_ms"] = 1e3 * latency[latency.size() * 99 / 100];
}
BENCHMARK(million_items_under_load<false>)->Args({500, 2})->Iterations(1)->UseRealTime();
BENCHMARK(million_items_under_load<true>)->Args({500, 2})->Args({1000, 2})->Iterations(1)->UseRealTime();
}  // namespace
