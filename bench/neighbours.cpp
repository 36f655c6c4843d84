// SPDX-License-Identifier: Apache-2.0
// Neighbours: building the index, clicks per second and the times of clicks by VMIS-kNN and others, sessions added while it is
// read. The log is simulated, 2 million sessions of 11 million clicks on a million items, and the queries are its last day;
// NEXTCLICK_BENCH_SESSIONS makes it smaller, NEXTCLICK_BENCH_LOG names a folder with train.tsv.gz and test.tsv.gz instead.
#include "nextclick/neighbours.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nextclick/data/edit/split.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/read/gzip.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/serve/list_session.hpp"

namespace nc = nextclick;
using namespace nc::neighbours;

namespace {

const nc::data::train_test& logs() {
    static const nc::data::train_test both = [] {
        if (const char* folder = std::getenv("NEXTCLICK_BENCH_LOG"))
            return nc::data::train_test{nc::data::read_clicks(std::filesystem::path(folder) / "train.tsv.gz", nc::data::gzip{}),
                                        nc::data::read_clicks(std::filesystem::path(folder) / "test.tsv.gz", nc::data::gzip{})};
        const char* setting = std::getenv("NEXTCLICK_BENCH_SESSIONS");
        const std::size_t sessions = setting != nullptr ? std::strtoull(setting, nullptr, 10) : 2'000'000;
        return nc::data::last_days(nc::data::simulate({.sessions = sessions, .items = 1'000'000, .users = 300'000, .categories = 1'000}),
                                   1);
    }();
    return both;
}
const std::shared_ptr<const session_index>& sessions() {
    static const auto index = std::make_shared<const session_index>(logs().train);
    return index;
}
/// The test log in the numbers of the index, known items only.
const std::vector<std::vector<nc::item_index>>& test_sessions() {
    static const auto all = [] {
        const auto known = nc::data::translation(logs().test.items(), logs().train.items());
        std::vector<std::vector<nc::item_index>> list;
        for (std::size_t s = 0; s < logs().test.session_count(); ++s) {
            list.emplace_back();
            for (const nc::item_index i : logs().test.items_of(s))
                if (i != nc::no_item && known[i] != nc::no_item) list.back().push_back(known[i]);
        }
        return list;
    }();
    return all;
}

void build(benchmark::State& state) {
    const double pairs = static_cast<double>(sessions()->pair_count());  // makes the log before the timed region
    for (auto _ : state) benchmark::DoNotOptimize(session_index(logs().train).pair_count());
    state.counters["clicks/s"] =
        benchmark::Counter(static_cast<double>(logs().train.event_count()), benchmark::Counter::kIsIterationInvariantRate);
    state.counters["bytes/pair"] = static_cast<double>(sessions()->memory_bytes()) / pairs;
    state.counters["MB"] = static_cast<double>(sessions()->memory_bytes()) / 1e6;
}

/// One click per step: push, and the 20 best. Sessions one after the other; each thread begins at another one.
template <class Knn>
void click(benchmark::State& state, const typename Knn::options_type& options) {
    static std::unique_ptr<const Knn> net;
    if (state.thread_index() == 0) net = std::make_unique<const Knn>(sessions(), options);
    const auto& all = test_sessions();
    std::vector<float> us;
    us.reserve(10'000'000);
    std::size_t s = all.size() / static_cast<std::size_t>(state.threads()) * static_cast<std::size_t>(state.thread_index()), t = 0;
    std::optional<nc::serve::session<Knn>> session;
    for (auto _ : state) {
        if (!session) session.emplace(*net);
        while (t == all[s].size()) {
            s = (s + 1) % all.size();
            t = 0;
            session->new_session();
        }
        const auto start = std::chrono::steady_clock::now();
        session->push_index(all[s][t++]);
        benchmark::DoNotOptimize(session->top_indices(20).data());
        us.push_back(std::chrono::duration<float, std::micro>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(us.begin(), us.end());
    const auto mean = benchmark::Counter::kAvgThreads;
    state.counters["p50_us"] = benchmark::Counter(us[us.size() / 2], mean);
    state.counters["p90_us"] = benchmark::Counter(us[us.size() * 9 / 10], mean);
    state.counters["p99_us"] = benchmark::Counter(us[us.size() * 99 / 100], mean);
    state.counters["clicks/s"] = benchmark::Counter(static_cast<double>(us.size()), benchmark::Counter::kIsRate);
}
void vmis_100(benchmark::State& state) { click<vmis>(state, {.neighbours = 100, .recent = 1000}); }
void vmis_500(benchmark::State& state) { click<vmis>(state, {.neighbours = 500, .recent = 1000}); }
void vsknn_500_of_5000(benchmark::State& state) { click<vsknn<>>(state, {.neighbours = 500, .recent = 5000}); }
void vstan_500_of_5000(benchmark::State& state) {
    auto options = vstan_options();
    options.neighbours = 500;
    click<stan>(state, options);
}

/// Sessions of the test log, added to an index of the others.
void add(benchmark::State& state) {
    live_index growing(sessions());
    std::size_t s = 0, clicks = 0;
    for (auto _ : state) {
        growing.add(test_sessions()[s], 0);
        clicks += test_sessions()[s].size();
        s = (s + 1) % test_sessions().size();
    }
    state.counters["clicks/s"] = benchmark::Counter(static_cast<double>(clicks), benchmark::Counter::kIsRate);
}

BENCHMARK(build)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(vmis_100)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(vmis_500)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(vsknn_500_of_5000)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(vstan_500_of_5000)->ThreadRange(1, 2)->UseRealTime();
BENCHMARK(add)->UseRealTime();

}  // namespace
