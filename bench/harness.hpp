// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <benchmark/benchmark.h>

#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "limits.hpp"
#include "nextclick/nextclick.hpp"

/// Measure your own policies beside ours, and against the machine, in a line each (bench/custom.cpp):
///     nextclick::bench::cell<my_cell>("my_cell");
///     nextclick::bench::pooling<my_attention>("my_attention");
///     nextclick::bench::loss<my_loss>("my_loss");
///     nextclick::bench::training<my_model>("my_model");
/// and then `return nextclick::bench::run(argc, argv);`. "limit" is the share of what the machine can do at most.
namespace nextclick::bench {

namespace detail {

/// So many of something an iteration, as a rate.
inline benchmark::Counter rate(const benchmark::State& state, std::size_t each) {
    return {static_cast<double>(state.iterations()) * static_cast<double>(each), benchmark::Counter::kIsRate};
}

/// Operations of an iteration, as a rate and as a share of the limit of so many threads.
inline void report(benchmark::State& state, double flops, int threads) {
    using benchmark::Counter;
    const double n = static_cast<double>(state.iterations());
    state.counters["GFLOP/s"] = Counter(n * flops * 1e-9, Counter::kIsRate);
    state.counters["limit"] = Counter(n * flops / fma_limit(threads), Counter::kIsRate);
}

inline matrix<float> normal_rows(std::size_t rows, std::size_t cols, std::uint64_t seed) {
    matrix<float> m;
    m.resize(rows, cols);
    const random_stream random{seed, 1};
    for (std::size_t i = 0; i < m.data.size(); ++i) m.data[i] = 0.5f * static_cast<float>(random.normal(i));
    return m;
}

/// Forward and backward of an encoder over one step of `rows` lanes.
template <class Encoder>
void encoder_step(benchmark::State& state, const Encoder& encoder, std::size_t width, std::size_t rows, int threads) {
    typename Encoder::template parameters<values<float>> p;
    typename Encoder::template parameters<gradients<float>> g;
    encoder.initialise(p, width, random_stream{1, 1});
    resize_like(g, p);
    const matrix<float> x = normal_rows(rows, width, 2), dy = normal_rows(rows, encoder.width(width), 3);
    matrix<float> in, out;
    in.resize(rows, encoder.state_width(width));
    out.resize(rows, encoder.state_width(width));
    const std::vector<std::uint32_t> begin{0, static_cast<std::uint32_t>(rows)};
    const packed_steps steps{begin};
    workspace memory;
    typename Encoder::template tape<float> tape;
    for (auto _ : state) {
        memory.reset();
        pass run{.memory = memory, .training = true, .threads = threads};
        encoder.forward(p, run, steps, view<const float>(x), nextclick::encoder::lane_states<float>{in, out}, tape);
        benchmark::DoNotOptimize(encoder.backward(p, g, run, steps, view<const float>(dy), tape));
    }
    const cost::layer c = encoder.cost(width);
    report(state, 2.0 * static_cast<double>((c.forward + c.backward) * rows), threads);
}

/// Forward and backward of a pooling over whole sessions of `length` clicks.
template <class Pooling>
void pooling_step(benchmark::State& state, const Pooling& pooling, std::size_t width, std::size_t lanes, std::size_t length) {
    typename Pooling::template parameters<values<float>> p;
    typename Pooling::template parameters<gradients<float>> g;
    pooling.initialise(p, width, random_stream{1, 1});
    resize_like(g, p);
    const matrix<float> h = normal_rows(lanes * length, width, 2), dq = normal_rows(lanes * length, pooling.width(width), 3);
    std::vector<std::uint32_t> begin;
    for (std::size_t t = 0; t <= length; ++t) begin.push_back(static_cast<std::uint32_t>(t * lanes));
    const packed_steps steps{begin};
    workspace memory;
    typename Pooling::template tape<float> tape;
    const auto step = [&] {
        memory.reset();
        pass run{.memory = memory, .training = true};
        benchmark::DoNotOptimize(pooling.forward(p, run, steps, view<const float>(h), tape));
        benchmark::DoNotOptimize(pooling.backward(p, g, run, steps, view<const float>(dq), tape));
    };
    for (int i = 0; i < 3; ++i) step();  // memory grows, and is merged
    for (auto _ : state) step();
    const cost::layer c = nextclick::pooling::cost_of_rows(pooling, width, (length + 1) / 2);
    report(state, 2.0 * static_cast<double>((c.forward + c.backward) * lanes * length), 1);
    state.counters["rows/s"] = detail::rate(state, lanes * length);
}

template <class Loss>
void loss_row(benchmark::State& state, std::size_t negatives) {
    const matrix<float> scores = normal_rows(1, negatives, 4);
    aligned_vector<float> row(negatives);
    for (auto _ : state) {
        std::copy(scores.data.begin(), scores.data.end(), row.begin());
        float target = 0.5f;
        benchmark::DoNotOptimize(Loss{}.row(target, std::span<float>(row)));
        benchmark::ClobberMemory();
    }
    state.counters["scores/s"] = detail::rate(state, negatives);
}

inline std::string label(const std::string& kind, const std::string& name, std::size_t a, std::size_t b, int threads) {
    return kind + "/" + name + "/" + std::to_string(a) + "x" + std::to_string(b) + "/threads:" + std::to_string(threads);
}

}  // namespace detail

inline data::vocabulary numbered_items(std::size_t n) {
    std::vector<std::int64_t> ids(n);
    std::iota(ids.begin(), ids.end(), 0);
    return data::vocabulary::from_integers(ids);
}

/// Clicks over so many items: popularity 1 / (rank + 20)^0.7, a quarter of the steps ends a session.
inline data::click_log popular_clicks(std::size_t items, std::size_t sessions = 200'000) {
    std::vector<double> weights(items);
    for (std::size_t i = 0; i < items; ++i) weights[i] = std::pow(static_cast<double>(i) + 20, -0.7);
    const sampler::alias_table popular(weights);
    const random_stream random{1, 1};
    data::log_columns c;
    c.items = std::make_shared<const data::vocabulary>(numbered_items(items));
    std::uint64_t draw = 0;
    for (std::size_t s = 0; s < sessions; ++s) {
        do {
            const auto words = random.block(draw++);
            c.item.push_back(popular.draw(words[0], words[1]));
            if (c.item.size() - c.session_begin.back() > 1 && words[2] % 4 == 0) break;
        } while (true);
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return data::click_log(std::move(c));
}
inline const data::click_log& log_of_37000_items() {
    static const data::click_log log = popular_clicks(37'000);
    return log;
}

/// Forward and backward of an encoder over one step of `rows` lanes, inputs as wide as given.
template <class Encoder>
void encoder(const std::string& name, const Encoder& e = {}, std::size_t width = 100, std::size_t rows = 32, int threads = 1) {
    benchmark::RegisterBenchmark(detail::label("encoder", name, rows, width, threads).c_str(), [=](benchmark::State& state) {
        detail::encoder_step(state, e, width, rows, threads);
    })->UseRealTime();
}
/// A cell as a layer of that width, beside our GRU.
template <class Cell>
void cell(const std::string& name, std::size_t width = 100, std::size_t rows = 32, int threads = 1) {
    encoder(name, encoder::recurrent<Cell>{.units = width}, width, rows, threads);
    encoder("(our gru)", encoder::recurrent<nextclick::cell::gru<>>{.units = width}, width, rows, threads);
}
/// A pooling (an attention) over whole sessions.
template <class Pooling>
void pooling(const std::string& name, const Pooling& p = {}, std::size_t width = 100, std::size_t lanes = 32, std::size_t length = 10) {
    benchmark::RegisterBenchmark(detail::label("pooling", name, lanes * length, width, 1).c_str(),
                                 [=](benchmark::State& state) { detail::pooling_step(state, p, width, lanes, length); });
}
/// Value and gradient of a row of scores, beside our cross-entropy and BPR-max.
template <class Loss>
void loss(const std::string& name, std::size_t negatives = 2080) {
    const auto add = [negatives](const std::string& of, auto f) {
        benchmark::RegisterBenchmark(detail::label("loss", of, 1, negatives, 1).c_str(), [=](benchmark::State& s) { f(s, negatives); });
    };
    add(name, detail::loss_row<Loss>);
    add("(our cross_entropy)", detail::loss_row<nextclick::loss::cross_entropy>);
    add("(our bpr_max)", detail::loss_row<nextclick::loss::bpr_max>);
}
/// Whole training steps, session-parallel, over 37,000 items: events/s, and the share of the multiply-adds' limit.
template <class Model, class Optimizer = optimizer::adagrad>
void training(const std::string& name, typename Model::policies options = {}, Optimizer rule = {}, std::size_t batch = 32,
              int threads = 1) {
    benchmark::RegisterBenchmark(detail::label("training", name, batch, cost_of<Model>{37'000, options}.query_width(), threads).c_str(),
                                 [=](benchmark::State& state) {
                                     const auto& log = log_of_37000_items();
                                     Model net(log.items(), options);
                                     train::trainer run(net, log, rule, {.batch = batch, .threads = threads});
                                     for (int i = 0; i < 20; ++i) run.step();
                                     for (auto _ : state)
                                         if (!run.step()) run.next_epoch();
                                     state.counters["events/s"] = detail::rate(state, batch);
                                     const cost_of<Model> cost{.items = net.item_count(), .policy = options};
                                     detail::report(state, 2 * cost.step(batch).multiply_adds, threads);
                                 })
        ->UseRealTime();
}
/// One click of one session and its best 20 items; "limit": of the time of reading the table once.
template <class Model>
void click(const std::string& name, std::size_t items = 43'000, typename Model::policies options = {}) {
    benchmark::RegisterBenchmark(("click/" + name + "/" + std::to_string(items)).c_str(), [=](benchmark::State& state) {
        const Model net(numbered_items(items), options);
        serve::session<Model> visitor(net);
        item_index item = 1;
        for (auto _ : state) {
            visitor.push_index(item);
            benchmark::DoNotOptimize(visitor.top_indices(20).data());
            item = static_cast<item_index>((item * 17u + 3) % items);
        }
        const double bytes = cost_of<Model>{.items = items, .policy = options}.click().bytes;
        state.counters["limit"] =
            benchmark::Counter(static_cast<double>(state.iterations()) * bytes /
                                   read_limit(net.table().size() * net.table().width() * sizeof(typename Model::scalar), 1),
                               benchmark::Counter::kIsRate);
    })->Unit(benchmark::kMicrosecond);
}

inline int run(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}

}  // namespace nextclick::bench
