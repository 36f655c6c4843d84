// SPDX-License-Identifier: Apache-2.0
// The three forms of the matrix product on the shapes of training, and the limit of the machine in the same run.
#include <benchmark/benchmark.h>

#include "nextclick/simd/product.hpp"

namespace nc = nextclick;

namespace {
constexpr std::size_t chains = 16;

/// Independent multiply-adds that stay in registers: what no product can pass.
void fma_limit(benchmark::State& state) {
    using vec = xsimd::batch<float>;
    vec sums[chains];
    for (std::size_t i = 0; i < chains; ++i) sums[i] = vec(static_cast<float>(i));
    const vec a(0.999f), b(1e-3f);
    for (auto _ : state) {
        for (int k = 0; k < 1000; ++k)
            for (auto& s : sums) s = xsimd::fma(s, a, b);
        benchmark::DoNotOptimize(sums);
    }
    state.counters["GFLOP/s"] = benchmark::Counter(2.0 * 1000 * chains * vec::size * static_cast<double>(state.iterations()) * 1e-9,
                                                   benchmark::Counter::kIsRate | benchmark::Counter::kAvgThreads);
    state.SetLabel(xsimd::default_arch::name());
}
BENCHMARK(fma_limit)->Threads(1)->Threads(2)->UseRealTime();

/// Arguments: rows, inner width, columns, threads. Form: n = a b, t = a b^T, g = a^T b.
template <char Form, bool Plain>
void product(benchmark::State& state) {
    const auto m = static_cast<std::size_t>(state.range(0)), k = static_cast<std::size_t>(state.range(1)),
               n = static_cast<std::size_t>(state.range(2));
    const int threads = static_cast<int>(state.range(3));
    nc::workspace memory;
    auto a = Form == 'g' ? memory.take_zeros<float>(k, m) : memory.take_zeros<float>(m, k);
    auto b = Form == 't' ? memory.take_zeros<float>(n, k) : memory.take_zeros<float>(k, n);
    auto c = memory.take_zeros<float>(m, n);
    for (auto _ : state) {
        if constexpr (Plain) {
            if (Form == 'n') nc::simd::plain::product<float>(a, b, c);
            if (Form == 't') nc::simd::plain::product_nt<float>(a, b, c);
            if (Form == 'g') nc::simd::plain::product_tn<float>(a, b, c);
        } else {
            if (Form == 'n') nc::simd::product(a, b, c, nc::simd::write::overwrite, threads);
            if (Form == 't') nc::simd::product_nt(a, b, c, memory, nc::simd::write::overwrite, threads);
            if (Form == 'g') nc::simd::product_tn(a, b, c, nc::simd::write::overwrite, threads);
        }
        benchmark::ClobberMemory();
    }
    state.counters["GFLOP/s"] = benchmark::Counter(
        2.0 * static_cast<double>(m * k * n) * static_cast<double>(state.iterations()) * 1e-9, benchmark::Counter::kIsRate);
}
void scores(benchmark::internal::Benchmark* b) {
    for (const int threads : {1, 2})
        for (const auto& [m, k, n] : {std::tuple{32, 100, 2080}, {80, 224, 2128}, {128, 512, 2176}, {64, 100, 1024},
                                      {32, 100, 43000}, {512, 100, 43000}, {32, 300, 100}})
            b->Args({m, k, n, threads});
}
void queries(benchmark::internal::Benchmark* b) {
    for (const int threads : {1, 2})
        for (const auto& [m, k, n] : {std::tuple{32, 2080, 100}, {80, 2128, 224}, {128, 2176, 512}, {32, 100, 300},
                                      {512, 256, 768}, {1, 100, 300}})
            b->Args({m, k, n, threads});
}
void weights(benchmark::internal::Benchmark* b) {
    for (const int threads : {1, 2})
        for (const auto& [m, k, n] : {std::tuple{2080, 32, 100}, {2128, 80, 224}, {2176, 128, 512}, {100, 32, 300}})
            b->Args({m, k, n, threads});
}
BENCHMARK(product<'t', false>)->Apply(scores)->UseRealTime();
BENCHMARK(product<'n', false>)->Apply(queries)->UseRealTime();
BENCHMARK(product<'g', false>)->Apply(weights)->UseRealTime();
BENCHMARK(product<'t', true>)->Args({32, 100, 2080, 1});
BENCHMARK(product<'n', true>)->Args({32, 100, 300, 1});
BENCHMARK(product<'g', true>)->Args({2080, 32, 100, 1});
}  // namespace
