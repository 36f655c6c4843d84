// SPDX-License-Identifier: Apache-2.0
// Training steps of NARM and STAMP over 43,000 items, Adam: sessions of 20 targets, 512 targets a step. Whole sessions encode each
// click once; prefixes encode each click once per later target. Softmax over all items as published, and over the other targets and
// 2,048 drawn items, as for the models of docs/accuracy.md.
#include "nextclick/bench.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
constexpr std::size_t items = 43'000, clicks = 21, targets = 512;

/// Sessions of one length, so that a step has the same size in every run.
const nc::data::click_log& log_of_long_sessions() {
    static const nc::data::click_log log = [] {
        nc::data::log_columns c;
        c.items = std::make_shared<const nc::data::vocabulary>(nc::bench::numbered_items(items));
        const nc::random_stream random{1, 3};
        for (std::uint32_t s = 0; s < 20'000; ++s) {
            for (std::uint32_t t = 0; t < clicks; ++t) c.item.push_back(random.below(std::uint64_t{s} * clicks + t, items));
            c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
        }
        return nc::data::click_log(std::move(c));
    }();
    return log;
}

template <class Model, class Batcher>
void train(benchmark::State& state) {
    const auto& log = log_of_long_sessions();
    typename Model::policies policies{};
    if constexpr (requires { policies.sampler.drawn; }) policies.sampler = {.drawn = {.samples = 2048, .alpha = 0.5}, .logq = 1};
    Model net(log.items(), policies);
    nc::train::trainer<Model, nc::optimizer::adam, Batcher> run(
        net, log, {.rate = 1e-3},
        {.batch = targets, .session_order = nc::train::order::shuffled, .threads = static_cast<int>(state.range(0))});
    run.step();
    nc::bench::measure_steps(state, run, nc::cost_of<Model>{.items = items, .policy = policies}, static_cast<int>(state.range(0)));
}

template <class Model>
void add(const std::string& name) {
    const auto with = [&](const std::string& options, auto f) {
        benchmark::RegisterBenchmark((name + "/" + options).c_str(), f)
            ->ArgName("threads")
            ->Arg(1)
            ->Arg(2)
            ->UseRealTime()
            ->Unit(benchmark::kMillisecond);
    };
    with("whole_sessions", train<Model, nc::batch::whole_sessions>);
    with("prefixes", train<Model, nc::batch::prefixes>);
}
}  // namespace

int main(int argc, char** argv) {
    add<nc::zoo::narm<50, 100>>("narm");
    add<nc::zoo::stamp<100>>("stamp");
    add<nc::zoo::narm_sampled<100, 100>>("narm_sampled");
    add<nc::zoo::stamp_sampled<100>>("stamp_sampled");
    return nc::bench::run(argc, argv);
}
