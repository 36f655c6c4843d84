// SPDX-License-Identifier: Apache-2.0
// Whole training steps of GRU4Rec over 37,000 items, with the configurations that other programs publish.
#include "nextclick/bench.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
/// Softmax over 43,000 items of width 100, with the Adam step of the whole table. Arguments: queries, threads.
void full_softmax_and_adam(benchmark::State& state) {
    using model = nc::model<nc::input::embedding<100>, nc::encoder::none, nc::pooling::last, nc::output::tied<nc::output::unbiased>,
                            nc::loss::cross_entropy, nc::sampler::all_items>;
    constexpr std::size_t items = 43'000;
    const auto n = static_cast<std::size_t>(state.range(0));
    model net(nc::bench::numbered_items(items));
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
    nc::optimizer::adam::state<model::moment_pack> moments;
    adam.prepare(moments, net.weights);
    nc::workspace memory;
    nc::objective::learner_of<model> learner(net);
    std::uint64_t step = 0;
    for (auto _ : state) {
        memory.reset();
        nc::pass run{.memory = memory, .training = true, .threads = static_cast<int>(state.range(1))};
        learner.learn(net, run, rows, {q.data(), n, 100}, {}, g, {dq.data(), n, 100});
        const auto stepped = nc::output::table_parameters(net).stepped(net, g, moments, {});
        stepped.step_deferred(adam, nc::optimizer::step_position{.step = step++}, learner.deferred(), run);
    }
    nc::bench::report(state, 2 * nc::cost_of<model>{.items = items}.step(n).multiply_adds, static_cast<int>(state.range(1)));
}
BENCHMARK(full_softmax_and_adam)->ArgsProduct({{32, 128, 512}, {1, 2}})->UseRealTime()->Unit(benchmark::kMillisecond);

/// Full-rank evaluation, width 100. Arguments: threads.
void evaluation_H100(benchmark::State& state) {
    const auto& log = nc::bench::log_of_37000_items();
    const nc::zoo::gru4rec<100> net(log.items());
    auto part = log.parts();
    part.session_begin.resize(2001);
    part.item.resize(part.session_begin.back());
    const nc::data::click_log test(std::move(part));
    std::size_t events = 0;
    for (auto _ : state)
        events += nc::eval::evaluate(net, test, {.list_metrics = false, .threads = static_cast<int>(state.range(0))}).events;
    state.counters["events/s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
    const double flops = 2 * nc::cost_of<nc::zoo::gru4rec<100>>{.items = net.item_count()}.click().multiply_adds;
    state.counters["limit"] = benchmark::Counter(
        static_cast<double>(events) * flops / nc::bench::fma_limit(static_cast<int>(state.range(0))), benchmark::Counter::kIsRate);
}
BENCHMARK(evaluation_H100)->Arg(1)->Arg(2)->UseRealTime();
}  // namespace

int main(int argc, char** argv) {
    for (const int threads : {1, 2}) {
        nc::bench::training<nc::zoo::gru4rec<100>>("a_cross_entropy", {.sampler = {.drawn = {.samples = 2048}, .logq = 1}},
                                                   nc::optimizer::adagrad{.rate = 0.05}, 32, threads);
        nc::bench::training<nc::zoo::gru4rec_bpr_max<224>>(
            "b_bpr_max", {.input = {.probability = 0.5}, .encoder = {.dropout = 0.05}, .output = {.activation = {0.5}}},
            nc::optimizer::adagrad{.rate = 0.05, .momentum = 0.4}, 80, threads);
        nc::bench::training<nc::zoo::gru4rec_bpr_max<512>>(
            "c_bpr_max", {.input = {.probability = 0.5}, .encoder = {.dropout = 0.3}, .output = {.activation = {0.5}}},
            nc::optimizer::adagrad{.rate = 0.05, .momentum = 0.15}, 128, threads);
    }
    return nc::bench::run(argc, argv);
}
