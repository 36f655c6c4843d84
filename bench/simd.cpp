// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/random.hpp"
#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/math.hpp"
#include "nextclick/simd/softmax.hpp"
#include "nextclick/simd/step.hpp"
#include "nextclick/simd/top_k.hpp"
#include "nextclick/simd/vector.hpp"

// The elementwise kernels against their plain versions, in float: 100 elements is a row of an item table, 2048 a row of sampled scores
// (first cache), a million fits the last cache. Items are elements; bytes are the least that a kernel reads and writes. The limit
// is the arithmetic for the functions, the caches for everything else.
namespace {
namespace nc = nextclick;
namespace simd = nc::simd;
using in = std::span<const float>;
using out = std::span<float>;

nc::aligned_vector<float> numbers(std::size_t n, std::uint64_t seed) {
    nc::aligned_vector<float> x(n);
    const nc::random_stream random{seed, 1};
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<float>(random.normal(i));
    return x;
}

/// Four rows; `a` and `b` are read, `y` and `z` are written.
struct rows {
    explicit rows(std::size_t n) : a(numbers(n, 1)), b(numbers(n, 2)), y(numbers(n, 3)), z(n, 1.0f) {
        for (float& v : y) v = std::abs(v);
    }
    nc::aligned_vector<float> a, b, y, z;
};

/// `passes`: how many times the kernel moves a row between memory and processor.
template <class F>
void run(const std::string& name, int passes, const F& f) {
    benchmark::RegisterBenchmark(
        name.c_str(),
        [passes, f](benchmark::State& state) {
            rows r(static_cast<std::size_t>(state.range(0)));
            for (auto _ : state) {
                f(r);
                benchmark::ClobberMemory();
            }
            state.SetItemsProcessed(state.iterations() * state.range(0));
            state.SetBytesProcessed(state.iterations() * state.range(0) * passes * static_cast<int>(sizeof(float)));
            state.SetLabel(simd::arch_name<>());
        })
        ->Arg(100)
        ->Arg(2048)
        ->Arg(1 << 20);
}

/// y := f(a), vector and plain.
template <class Vector, class Plain>
void function(const std::string& name, const Vector& f, const Plain& g) {
    run(name + "/simd", 2, [f](rows& r) {
        simd::detail::for_lanes<simd::default_arch, float>(r.y.size(),
                                                           [&](auto load, auto store) { store(r.y.data(), f(load(r.a.data()))); });
    });
    run(name + "/plain", 2, [g](rows& r) {
        for (std::size_t i = 0; i < r.y.size(); ++i) r.y[i] = g(r.a[i]);
    });
}

template <class Fast, class Plain>
void pair(const std::string& name, int passes, const Fast& fast, const Plain& plain) {
    run(name + "/simd", passes, fast);
    run(name + "/plain", passes, plain);
}

void functions() {
    function(
        "exp", [](auto v) { return simd::exp(v); }, [](float x) { return simd::plain::exp(x); });
    function(
        "log", [](auto v) { return simd::log(v * v); }, [](float x) { return simd::plain::log(x * x); });
    function(
        "tanh", [](auto v) { return simd::tanh(v); }, [](float x) { return simd::plain::tanh(x); });
    function(
        "sigmoid", [](auto v) { return simd::sigmoid(v); }, [](float x) { return simd::plain::sigmoid(x); });
    function(
        "softplus", [](auto v) { return simd::softplus(v); }, [](float x) { return simd::plain::softplus(x); });
}

void vectors() {
    const auto keep = [](auto x) { benchmark::DoNotOptimize(x); };
    pair(
        "dot", 2, [=](rows& r) { keep(simd::dot(in(r.a), r.b)); }, [=](rows& r) { keep(simd::plain::dot(in(r.a), r.b)); });
    pair(
        "sum", 1, [=](rows& r) { keep(simd::sum(in(r.a))); }, [=](rows& r) { keep(simd::plain::sum(in(r.a))); });
    pair(
        "max", 1, [=](rows& r) { keep(simd::max(in(r.a))); }, [=](rows& r) { keep(simd::plain::max(in(r.a))); });
    pair(
        "is_finite", 1, [=](rows& r) { keep(simd::is_finite(in(r.a))); }, [=](rows& r) { keep(simd::plain::is_finite(in(r.a))); });
    pair(
        "axpy", 3, [](rows& r) { simd::axpy(1e-6f, r.a, out(r.y)); }, [](rows& r) { simd::plain::axpy(1e-6f, r.a, out(r.y)); });
    pair(
        "multiply_add", 4, [](rows& r) { simd::multiply_add(r.a, r.b, out(r.y)); },
        [](rows& r) { simd::plain::multiply_add(r.a, r.b, out(r.y)); });
    pair(
        "log_sum_exp", 1, [=](rows& r) { keep(simd::log_sum_exp(in(r.a))); }, [=](rows& r) { keep(simd::plain::log_sum_exp(in(r.a))); });
    // In place: the second softmax of a row takes the probabilities of the first as scores.
    pair(
        "softmax", 2, [=](rows& r) { keep(simd::softmax(out(r.y))); }, [=](rows& r) { keep(simd::plain::softmax(out(r.y))); });
}

void steps() {
    using arch = simd::default_arch;
    pair(
        "step_adagrad", 5, [](rows& r) { simd::step_adagrad<arch, float>(r.z, r.a, r.y, 1e-6f, 1e-6f, 1.0f); },
        [](rows& r) { simd::plain::step_adagrad<float>(r.z, r.a, r.y, 1e-6f, 1e-6f, 1.0f); });
    pair(
        "step_adam", 7, [](rows& r) { simd::step_adam<arch, float>(r.z, r.a, r.b, r.y, 1e-6f, 0.9f, 0.999f, 1e-8f, 0.5f, 1.0f); },
        [](rows& r) { simd::plain::step_adam<float>(r.z, r.a, r.b, r.y, 1e-6f, 0.9f, 0.999f, 1e-8f, 0.5f, 1.0f); });
}

void top_k() {
    const auto run_top = [](const char* name, const auto& f) {
        benchmark::RegisterBenchmark(name,
                                     [f](benchmark::State& state) {
                                         const auto scores = numbers(static_cast<std::size_t>(state.range(0)), 4);
                                         std::vector<simd::scored<float>> best(static_cast<std::size_t>(state.range(1)));
                                         for (auto _ : state) {
                                             f(in(scores), best);
                                             benchmark::ClobberMemory();
                                         }
                                         state.SetItemsProcessed(state.iterations() * state.range(0));
                                         state.SetLabel(simd::arch_name<>());
                                     })
            ->Args({2048, 20})
            ->Args({43'000, 20})
            ->Args({43'000, 100})
            ->Args({1 << 20, 20});
    };
    run_top("top_k/simd", [](in x, std::span<simd::scored<float>> o) { simd::top_k(x, o.size(), o); });
    run_top("top_k/plain", [](in x, std::span<simd::scored<float>> o) { simd::plain::top_k(x, o.size(), o); });
}
}  // namespace

int main(int argc, char** argv) {
    functions();
    vectors();
    steps();
    top_k();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
