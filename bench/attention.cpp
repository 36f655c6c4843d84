// SPDX-License-Identifier: Apache-2.0
// Attention over whole sessions: 512 lanes of 20 clicks, a query at each, rows 100 wide; forward and backward.
#include "nextclick/bench.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;
namespace attention = nc::attention;

namespace {
constexpr std::size_t width = 100, lanes = 512, length = 20, pairs = lanes * length * (length + 1) / 2;

template <class Scoring, class Normaliser = attention::softmax>
void attend(const char* name) {
    nc::bench::pooling<nc::pooling::attend<Scoring, Normaliser>>(name, {}, width, lanes, length);
}

/// The pairs of the lanes, one lane after the other, every query against the keys up to its own.
template <class F>
void for_queries(const F& f) {
    for (std::size_t lane = 0; lane < lanes; ++lane)
        for (std::uint32_t t = 0; t < length; ++t) f(lane * length, t);
}

/// The pair kernel alone, and its bound: an exponential per pair for the naive form, a division for this one.
template <class Form>
void pair_kernel(benchmark::State& state, const Form& form, bool backward) {
    const auto q = nc::bench::normal_rows(lanes * length, width, 1), v = nc::bench::normal_rows(1, width, 3);
    auto k = q;
    for (float& x : k.data) x = std::abs(x);
    nc::matrix<float> dq = q, dk = k, dv = v;
    nc::aligned_vector<float> scores(length, 0.1f);
    for (auto _ : state)
        for_queries([&](std::size_t begin, std::uint32_t t) {
            const nc::view<const float> keys = nc::view<const float>(k).block(begin, length);
            const std::span<float> out(scores.data(), t + 1);
            if (backward)
                nc::simd::additive_backward(form, k.row(begin + t), keys, v.row(0), out, dq.row(begin + t),
                                            nc::view<float>(dk).block(begin, length), dv.row(0));
            else
                nc::simd::additive_scores(form, k.row(begin + t), keys, v.row(0), out);
            benchmark::DoNotOptimize(scores.data());
        });
    state.counters["elements/s"] = nc::bench::rate(state, pairs * width);
}
/// One function over as many numbers as the pairs have elements, in the first cache.
template <class F>
void elements(benchmark::State& state, const F& f) {
    nc::aligned_vector<float> x(width * 20, 0.7f);
    for (auto _ : state)
        for (std::size_t i = 0; i < pairs / 20; ++i) {
            nc::simd::transform(std::span(x), f);
            benchmark::DoNotOptimize(x.data());
        }
    state.counters["elements/s"] = nc::bench::rate(state, pairs / 20 * x.size());
}
using nc::activation::sigmoid, nc::activation::tanh;
BENCHMARK_CAPTURE(pair_kernel, sigmoid_of_exponentials, nc::simd::of_exponentials<sigmoid>{}, false);
BENCHMARK_CAPTURE(pair_kernel, sigmoid_of_sum, nc::simd::of_sum<sigmoid>{}, false);
BENCHMARK_CAPTURE(pair_kernel, sigmoid_of_exponentials_backward, nc::simd::of_exponentials<sigmoid>{}, true);
BENCHMARK_CAPTURE(pair_kernel, sigmoid_of_sum_backward, nc::simd::of_sum<sigmoid>{}, true);
BENCHMARK_CAPTURE(elements, sigmoid, [](auto v) { return nc::simd::sigmoid(v); });
BENCHMARK_CAPTURE(elements, exp, [](auto v) { return nc::simd::exp(v) - v; });
BENCHMARK_CAPTURE(elements, division, [](auto v) { return decltype(v)(1.0f) / v; });
}  // namespace

int main(int argc, char** argv) {
    attend<attention::dot>("attend<dot>");
    attend<attention::scaled_dot>("attend<scaled_dot>");
    attend<attention::bilinear>("attend<bilinear>");
    attend<attention::gate<>>("attend<gate>");
    attend<attention::additive<>>("attend<additive<sigmoid>>");
    attend<attention::additive<nc::dynamic, nc::activation::tanh>>("attend<additive<tanh>>");
    attend<attention::additive<nc::dynamic, nc::activation::hard_sigmoid>>("attend<additive<hard_sigmoid>>");
    attend<attention::stamp<>, attention::none>("attend<stamp>");
    nc::bench::pooling<nc::pooling::mean>("mean", {}, width, lanes, length);
    return nc::bench::run(argc, argv);
}
