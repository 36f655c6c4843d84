// SPDX-License-Identifier: Apache-2.0
#pragma once
#if !__has_include(<benchmark/benchmark.h>)
#include "nextclick needs Google Benchmark for nextclick/bench.hpp (Debian: libbenchmark-dev)"
#endif
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "nextclick/bench/limits.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"

/// Shared parts of all measurements. Needs Google Benchmark, headers and library.
NEXTCLICK_BEGIN_NAMESPACE
namespace bench {

/// `each` units per iteration, as a rate.
inline benchmark::Counter rate(const benchmark::State& state, std::size_t each) {
    return {static_cast<double>(state.iterations()) * static_cast<double>(each), benchmark::Counter::kIsRate};
}

/// Counters of an iteration of `flops` floating-point operations: "GFLOP/s", and "limit", their fraction of the maximum of `threads`
/// threads of this machine (fma_limit).
inline void report(benchmark::State& state, double flops, int threads) {
    using benchmark::Counter;
    const double n = static_cast<double>(state.iterations());
    state.counters["GFLOP/s"] = Counter(n * flops * 1e-9, Counter::kIsRate);
    state.counters["limit"] = Counter(n * flops / fma_limit(threads), Counter::kIsRate);
}

/// Random rows with a standard deviation of 0.5.
inline matrix<float> normal_rows(std::size_t rows, std::size_t cols, std::uint64_t seed) {
    matrix<float> m;
    m.resize(rows, cols);
    const random_stream random{seed, 1};
    for (std::size_t i = 0; i < m.data.size(); ++i) m.data[i] = 0.5f * static_cast<float>(random.normal(i));
    return m;
}

/// Forces the compiler to compute what p points to.
template <class T>
void keep(T* p) {
    benchmark::DoNotOptimize(p);
    benchmark::ClobberMemory();
}
/// Forces the compiler to compute all numbers of a pack.
template <Parameters P>
void keep_all(P& pack) {
    for_each_parameter([](std::string_view, auto& x) { keep(x.data.data()); }, pack);
}

/// Registers f(state) under that name, which may contain any characters.
template <class F>
benchmark::internal::Benchmark* add(const std::string& name, const F& f) {
    return benchmark::RegisterBenchmark(name.c_str(), f);
}
/// Whether the name is used for the first time: the library's own policies, "(our gru)", are measured once next to several of a user.
inline bool first_time(const std::string& name) {
    static std::set<std::string> known;
    return known.insert(name).second;
}

/// Runs the registered benchmarks, with the arguments of Google Benchmark ("--benchmark_filter=..."). For main().
inline int run(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

namespace detail {
inline std::string label(const std::string& kind, const std::string& name, std::size_t a, std::size_t b, int threads) {
    return kind + "/" + name + "/" + std::to_string(a) + "x" + std::to_string(b) + "/threads:" + std::to_string(threads);
}
}  // namespace detail

}  // namespace bench
NEXTCLICK_END_NAMESPACE
