// SPDX-License-Identifier: Apache-2.0
// Training of the models that read more than item ids: users, context, content. Simulated clicks with users, actions and categories
// of items, 20,000 items; the limit of a step is given by its multiply-adds.
#include "nextclick/bench.hpp"
#include "nextclick/data/read/items_of.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
using namespace nc::input;
constexpr std::size_t items = 20'000, samples = 512;

const nc::data::click_log& shop() {
    static const nc::data::click_log log = nc::data::simulate({.sessions = 60'000, .items = items, .users = 5'000});
    return log;
}
template <class Policies>
void give_samples(Policies& p) {
    if constexpr (requires { p.sampler.drawn; })
        p.sampler.drawn.samples = samples;
    else if constexpr (requires { p.sampler.samples; })
        p.sampler.samples = samples;
}

template <class Model, class Batcher>
void train(benchmark::State& state, typename Model::policies policies, std::size_t batch) {
    give_samples(policies);
    policies.input = fitted(policies.input, shop());
    Model net(shop().items(), policies);
    const int threads = static_cast<int>(state.range(0));
    nc::train::trainer<Model, nc::optimizer::adagrad, Batcher> run(net, shop(), {.rate = 0.05}, {.batch = batch, .threads = threads});
    for (int i = 0; i < 20; ++i) run.step();
    nc::bench::measure_steps(state, run, nc::cost_of<Model>{.items = net.item_count(), .policy = policies}, threads);
}
template <class Model, class Batcher>
void add(const char* name, std::size_t batch, typename Model::policies policies = {}) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) { train<Model, Batcher>(state, policies, batch); })
        ->ArgName("threads")
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond)
        ->Iterations(400);
}
}  // namespace

int main(int argc, char** argv) {
    namespace hrnn = nc::encoder::hrnn;
    using nc::batch::session_parallel, nc::batch::user_parallel, nc::batch::user_sessions, nc::batch::whole_sessions;
    add<nc::zoo::gru4rec<100>, session_parallel>("gru4rec", 64);
    add<nc::zoo::hrnn_tied<hrnn::init>, user_parallel>("hrnn_init", 64);
    add<nc::zoo::hrnn_tied<hrnn::all>, user_parallel>("hrnn_all", 64);
    add<nc::zoo::hrnn_tied<hrnn::init>, user_sessions>("hrnn_init_sessions", 64);
    using event = sum<embedding<101>, categorical<"Action", 101>>;
    using attributes = of_item<categorical<"Category", 101>>;
    const auto table = nc::data::items_of(shop(), {"Category"});
    using item = sum<embedding<101>, attributes>;
    add<nc::zoo::context_mf<event, item>, whole_sessions>("context_mf", 128, {.output = {.item = item({}, attributes(table))}});
    using attributes_400 = of_item<categorical<"Category", 400>>;
    using item_400 = sum<embedding<400>, attributes_400>;
    add<nc::zoo::context_nn<sum<one_hot, one_hot_of<"Action">>, item_400>, session_parallel>(
        "context_nn", 128, {.output = {.rows_of = {.item = item_400({}, attributes_400(table))}}});
    using feature = join<categorical<"Category", 32>, categorical<"Action", 8>>;  // in-batch negatives: the paper's
    add<nc::zoo::gru4rec_2016<>, session_parallel>("p_rnn_items", 128);
    add<nc::zoo::p_rnn_shared<feature>, session_parallel>("p_rnn_shared", 128);
    add<nc::zoo::p_rnn_parallel<feature>, session_parallel>("p_rnn_parallel", 128);
    add<nc::zoo::listwise_dnn<"Action">, whole_sessions>("listwise_dnn", 256);
    return nc::bench::run(argc, argv);
}
