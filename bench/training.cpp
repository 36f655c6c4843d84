// SPDX-License-Identifier: Apache-2.0
// Whole training steps of GRU4Rec over 37,000 items: the configurations that other programs publish. Arguments: threads.
#include <benchmark/benchmark.h>

#include <cmath>
#include <numeric>

#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
/// Items by popularity 1 / (rank + 20)^0.7, a quarter of the steps ends a session.
const nc::data::click_log& log_of_37000_items() {
    static const nc::data::click_log log = [] {
        constexpr std::size_t items = 37'000;
        std::vector<std::int64_t> ids(items);
        std::iota(ids.begin(), ids.end(), 0);
        std::vector<double> weights(items);
        for (std::size_t i = 0; i < items; ++i) weights[i] = std::pow(static_cast<double>(i) + 20, -0.7);
        const nc::sampler::alias_table popular(weights);
        const nc::random_stream random{1, 1};
        nc::data::log_columns c;
        c.items = std::make_shared<const nc::data::vocabulary>(nc::data::vocabulary::from_integers(ids));
        std::uint64_t draw = 0;
        for (int s = 0; s < 200'000; ++s) {
            do {
                const auto words = random.block(draw++);
                c.item.push_back(popular.draw(words[0], words[1]));
                if (c.item.size() - c.session_begin.back() > 1 && words[2] % 4 == 0) break;
            } while (true);
            c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
        }
        return nc::data::click_log(std::move(c));
    }();
    return log;
}

template <class Model>
void steps(benchmark::State& state, typename Model::policies options, nc::optimizer::adagrad rule, std::size_t batch) {
    const auto& log = log_of_37000_items();
    Model net(log.items(), options);
    nc::train::trainer run(net, log, rule, {.batch = batch, .threads = static_cast<int>(state.range(0))});
    for (int i = 0; i < 20; ++i) run.step();
    for (auto _ : state)
        if (!run.step()) run.next_epoch();
    const double flops = 2 * nc::cost_of<Model>{.items = net.item_count(), .policy = options}.step(batch).multiply_adds;
    const auto n = static_cast<double>(state.iterations());
    state.counters["events/s"] = benchmark::Counter(n * static_cast<double>(batch), benchmark::Counter::kIsRate);
    state.counters["GFLOP/s"] = benchmark::Counter(n * flops * 1e-9, benchmark::Counter::kIsRate);
}

void a_cross_entropy_H100_B32(benchmark::State& state) {
    steps<nc::zoo::gru4rec<100>>(state, {.sampler = {.drawn = {.samples = 2048}, .logq = 1}}, {.rate = 0.05}, 32);
}
void b_bpr_max_H224_B80(benchmark::State& state) {
    steps<nc::zoo::gru4rec_bpr_max<224>>(
        state, {.input = {.probability = 0.5}, .encoder = {.dropout = 0.05}, .output = {.activation = {0.5}}},
        {.rate = 0.05, .momentum = 0.4}, 80);
}
void c_bpr_max_H512_B128(benchmark::State& state) {
    steps<nc::zoo::gru4rec_bpr_max<512>>(
        state, {.input = {.probability = 0.5}, .encoder = {.dropout = 0.3}, .output = {.activation = {0.5}}},
        {.rate = 0.05, .momentum = 0.15}, 128);
}
BENCHMARK(a_cross_entropy_H100_B32)->Arg(1)->Arg(2)->UseRealTime()->MinTime(2);
BENCHMARK(b_bpr_max_H224_B80)->Arg(1)->Arg(2)->UseRealTime()->MinTime(2);
BENCHMARK(c_bpr_max_H512_B128)->Arg(1)->Arg(2)->UseRealTime()->MinTime(2);

/// Softmax over 43,000 items of width 100, with the Adam step of the whole table. Arguments: queries, threads.
void full_softmax_and_adam(benchmark::State& state) {
    using model = nc::model<nc::input::embedding<100>, nc::encoder::none, nc::pooling::last,
                            nc::output::tied<nc::output::unbiased>, nc::loss::cross_entropy, nc::sampler::all_items>;
    constexpr std::size_t items = 43'000;
    const auto n = static_cast<std::size_t>(state.range(0));
    std::vector<std::int64_t> ids(items);
    std::iota(ids.begin(), ids.end(), 0);
    model net(nc::data::vocabulary::from_integers(ids));
    const nc::random_stream random{1, 2};
    nc::aligned_vector<float> q(n * 100), dq(n * 100);
    for (std::size_t i = 0; i < q.size(); ++i) q[i] = 0.3f * static_cast<float>(random.normal(i));
    std::vector<nc::item_index> target(n);
    for (std::size_t i = 0; i < n; ++i) target[i] = random.below(i, items);
    const std::vector<std::uint32_t> begin{0, static_cast<std::uint32_t>(n)};
    const nc::event_rows rows{{begin}, {}, target, {}, n};
    model::gradient_pack g;
    nc::resize_like(g, net.weights);
    const nc::optimizer::adam adam;
    nc::optimizer::adam::state<model::weight_pack> moments;
    adam.prepare(moments, net.weights);
    nc::workspace memory;
    nc::streamed_rows<float> late;
    std::uint64_t step = 0;
    for (auto _ : state) {
        memory.reset();
        nc::pass run{.memory = memory, .training = true, .threads = static_cast<int>(state.range(1))};
        nc::streamed_objective(net, run, rows, {q.data(), n, 100}, {dq.data(), n, 100}, late,
                               nc::stream_plan::of(items, n, 100, sizeof(float)));
        nc::optimizer::step_late(adam, {.step = step++}, late,
                                 {&net.table_of(net.weights), &net.table_of(g), &net.table_of(moments.first), &net.table_of(moments.second)},
                                 {}, run);
    }
    const double flops = 2 * nc::cost_of<model>{.items = items}.step(n).multiply_adds;
    state.counters["GFLOP/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * flops * 1e-9, benchmark::Counter::kIsRate);
}
BENCHMARK(full_softmax_and_adam)->ArgsProduct({{32, 128, 512}, {1, 2}})->UseRealTime()->Unit(benchmark::kMillisecond);

/// Full-rank evaluation, width 100. Arguments: threads.
void evaluation_H100(benchmark::State& state) {
    const auto& log = log_of_37000_items();
    const nc::zoo::gru4rec<100> net(log.items());
    auto part = log.parts();
    part.session_begin.resize(2001);
    part.item.resize(part.session_begin.back());
    const nc::data::click_log test(std::move(part));
    std::size_t events = 0;
    for (auto _ : state)
        events += nc::eval::evaluate(net, test, {.lists = false, .threads = static_cast<int>(state.range(0))}).events;
    state.counters["events/s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
}
BENCHMARK(evaluation_H100)->Arg(1)->Arg(2)->UseRealTime();
}  // namespace
