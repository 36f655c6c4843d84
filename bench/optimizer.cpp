// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <string>

#include "nextclick/core/random.hpp"

// One step of every optimiser, in bytes read and written per second; the limit is L3 and memory. Dense: a tensor of
// 30,000 x 100 (12 MB an array). Sparse: 2,176 touched rows of width 100 in a table of 50,000 (a GRU4Rec step with
// 2,048 samples). Baseline: AdaGrad as a plain loop, left to the compiler.
namespace {
namespace nc = nextclick;
namespace optimizer = nc::optimizer;

template <class Tensor>
struct pack {
    Tensor w;
    static constexpr auto fields() { return nc::field_list{nc::field{"w", &pack::w}}; }
};
using dense = pack<nc::matrix<float>>;
using table = pack<nc::row_table<float>>;
using sparse = pack<nc::row_gradient<float>>;
constexpr std::size_t width = 100, dense_rows = 30'000, items = 50'000, touched = 2'176;

dense dense_gradient() {
    dense g;
    g.w.resize(dense_rows, width);
    for (std::size_t i = 0; i < g.w.data.size(); ++i) g.w.data[i] = static_cast<float>(i % 17) * 1e-3f - 8e-3f;
    return g;
}
sparse sparse_gradient() {
    sparse g;
    g.w.resize(items, width);
    const nc::random_stream random{5, 1};
    for (std::uint64_t i = 0; g.w.touched.size() < touched; ++i) g.w.row(random.below(i, items))[i % width] = 1e-3f;
    return g;
}

/// The bytes that a step moves: the gradient is read, weights and the packs of the state are read and written.
template <class G>
double bytes_of(const G& g, std::size_t packs) {
    return static_cast<double>(g.w.data.size() * sizeof(float) * (3 + 2 * packs));
}
void report(benchmark::State& state, double bytes) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
    state.SetLabel(nc::simd::arch_name());
}

template <class W, class G, class O>
void step(benchmark::State& state, const O& o, const G& g, std::size_t rows) {
    W w;
    w.w.resize(rows, width);
    typename O::template state<W> moments;
    o.prepare(moments, w);
    std::uint64_t t = 0;
    for (auto _ : state) {
        o.step(w, g, moments, {.step = t++}, static_cast<int>(state.range(0)));
        benchmark::ClobberMemory();
    }
    report(state, bytes_of(g, (moments.first.w.data.empty() ? 0u : 1u) + (moments.second.w.data.empty() ? 0u : 1u)));
}

void plain_adagrad(float* w, const float* g, float* a, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        a[i] += g[i] * g[i];
        w[i] -= 0.05f * g[i] / std::sqrt(a[i] + 1e-6f);
    }
}
void plain_dense(benchmark::State& state) {
    const dense g = dense_gradient();
    dense w, a;
    w.w.resize(dense_rows, width);
    a.w.resize(dense_rows, width);
    for (auto _ : state) {
        plain_adagrad(w.w.data.data(), g.w.data.data(), a.w.data.data(), w.w.data.size());
        benchmark::ClobberMemory();
    }
    report(state, bytes_of(g, 1));
}
void plain_sparse(benchmark::State& state) {
    const sparse g = sparse_gradient();
    table w, a;
    w.w.resize(items, width);
    a.w.resize(items, width);
    for (auto _ : state) {
        for (std::size_t i = 0; i < g.w.touched.size(); ++i)
            plain_adagrad(w.w.row(g.w.touched[i]).data(), g.w.at(i).data(), a.w.row(g.w.touched[i]).data(), width);
        benchmark::ClobberMemory();
    }
    report(state, bytes_of(g, 1));
}

template <class O>
void add(const std::string& name, const O& o) {
    benchmark::RegisterBenchmark((name + "/dense/threads").c_str(),
                                 [o](benchmark::State& s) {
                                     static const dense g = dense_gradient();
                                     step<dense>(s, o, g, dense_rows);
                                 })
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime();
    benchmark::RegisterBenchmark((name + "/sparse/threads").c_str(),
                                 [o](benchmark::State& s) {
                                     static const sparse g = sparse_gradient();
                                     step<table>(s, o, g, items);
                                 })
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime();
}

const bool registered = [] {
    benchmark::RegisterBenchmark("adagrad_plain/dense", plain_dense)->UseRealTime();
    benchmark::RegisterBenchmark("adagrad_plain/sparse", plain_sparse)->UseRealTime();
    add("sgd", optimizer::sgd{});
    add("sgd_momentum", optimizer::sgd{.momentum = 0.9});
    add("adagrad", optimizer::adagrad{});
    add("adagrad_momentum", optimizer::adagrad{.momentum = 0.1});
    add("adam", optimizer::adam{});
    add("rmsprop", optimizer::rmsprop{});
    add("adadelta", optimizer::adadelta{});
    return true;
}();
}  // namespace
