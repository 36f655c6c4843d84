// SPDX-License-Identifier: Apache-2.0
#include "nextclick/loss.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/random.hpp"

// One row of scores: value and gradient of every loss, against the same formula as a plain loop over std:: functions. Items are
// scores; both include the copy that restores the row before each call, which is also measured alone.
namespace {
namespace nc = nextclick;

struct row_of_scores {
    explicit row_of_scores(std::size_t n) : scores(n), work(n) {
        const nc::random_stream random{7, 1};
        for (std::size_t i = 0; i < n; ++i) scores[i] = static_cast<float>(random.normal(i));
    }
    std::vector<float> scores, work;
};

/// The plain versions: textbook loops, stable for ordinary scores.
namespace plain {
float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

float row(const nc::loss::cross_entropy&, float& target, std::span<float> x) {
    float max = target, total = 0;
    for (const float v : x) max = std::max(max, v);
    for (float& v : x) total += v = std::exp(v - max);
    const float own = std::exp(target - max), sum = total + own, value = max - target + std::log(sum);
    for (float& v : x) v /= sum;
    target = own / sum - 1;
    return value;
}
float row(const nc::loss::bpr&, float& target, std::span<float> x) {
    const float n = static_cast<float>(x.size());
    float value = 0, slope = 0;
    for (float& v : x) {
        const float d = v - target, a = sigmoid(d);
        value += std::max(d, 0.0f) + std::log1p(std::exp(-std::abs(d)));
        slope += a;
        v = a / n;
    }
    target = -slope / n;
    return value / n;
}
float row(const nc::loss::top1&, float& target, std::span<float> x) {
    const float n = static_cast<float>(x.size());
    float value = 0, slope = 0;
    for (float& v : x) {
        const float a = sigmoid(v - target), b = sigmoid(v * v);
        value += a + b;
        slope += a * (1 - a);
        v = (a * (1 - a) + 2 * v * b * (1 - b)) / n;
    }
    target = -slope / n;
    return value / n;
}
float norm_of(std::span<float> x, float max) {
    float total = 0;
    for (const float v : x) total += std::exp(v - max);
    return total;
}
float row(const nc::loss::top1_max&, float& target, std::span<float> x) {
    const float max = *std::max_element(x.begin(), x.end()), norm = norm_of(x, max);
    float value = 0, slope = 0;
    for (const float v : x) {
        const float s = std::exp(v - max) / norm, a = sigmoid(v - target);
        value += s * (a + sigmoid(v * v));
        slope += s * a * (1 - a);
    }
    for (float& v : x) {
        const float s = std::exp(v - max) / norm, a = sigmoid(v - target), b = sigmoid(v * v);
        v = s * (a + b - value + a * (1 - a) + 2 * v * b * (1 - b));
    }
    target = -slope;
    return value;
}
float row(const nc::loss::bpr_max& loss, float& target, std::span<float> x) {
    const float max = *std::max_element(x.begin(), x.end()), norm = norm_of(x, max);
    const float lambda = static_cast<float>(loss.regularisation);
    float total = 0, squares = 0, slope = 0;
    for (const float v : x) {
        const float s = std::exp(v - max) / norm, p = sigmoid(target - v);
        total += s * p;
        squares += s * v * v;
        slope += s * p * (1 - p);
    }
    for (float& v : x) {
        const float s = std::exp(v - max) / norm, p = sigmoid(target - v);
        v = s - s * p * p / total + lambda * s * (v * v - squares + 2 * v);
    }
    target = -slope / total;
    return lambda * squares - std::log(total);
}
float row(const nc::loss::hinge& loss, float& target, std::span<float> x) {
    const float n = static_cast<float>(x.size()), shift = static_cast<float>(loss.margin) - target;
    float value = 0, active = 0;
    for (float& v : x) {
        const float gap = v + shift;
        value += std::max(gap, 0.0f);
        active += gap > 0 ? 1.0f : 0.0f;
        v = gap > 0 ? 1 / n : 0;
    }
    target = -active / n;
    return value / n;
}
}  // namespace plain

template <class Row>
void run(benchmark::State& state, const Row& row) {
    row_of_scores r(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        std::copy(r.scores.begin(), r.scores.end(), r.work.begin());
        float target = 0.5f;
        benchmark::DoNotOptimize(row(target, std::span<float>(r.work)));
        benchmark::DoNotOptimize(target);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
    state.SetLabel(nc::simd::arch_name());
}

template <class Loss>
void add() {
    const std::string name = Loss::name();
    benchmark::RegisterBenchmark((name + "/simd").c_str(),
                                 [](benchmark::State& s) { run(s, [](float& t, std::span<float> x) { return Loss{}.row(t, x); }); })
        ->Arg(32)
        ->Arg(2048);
    benchmark::RegisterBenchmark((name + "/plain").c_str(), [](benchmark::State& s) {
        run(s, [](float& t, std::span<float> x) { return plain::row(Loss{}, t, x); });
    })->Arg(2048);
}

const bool registered = [] {
    benchmark::RegisterBenchmark("copy", [](benchmark::State& s) { run(s, [](float&, std::span<float>) { return 0.0f; }); })->Arg(2048);
    add<nc::loss::cross_entropy>();
    add<nc::loss::bpr>();
    add<nc::loss::top1>();
    add<nc::loss::top1_max>();
    add<nc::loss::bpr_max>();
    add<nc::loss::hinge>();
    return true;
}();
}  // namespace
