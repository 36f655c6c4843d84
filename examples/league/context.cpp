// SPDX-License-Identifier: Apache-2.0
// Twardowski's contextual models: events with their actions, items with their category.
#include "league.hpp"

namespace {
using namespace nc::input;
using drawn = nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>;

template <class Batcher, class Model>
void enter(league& all, const char* name) {
    if (all.has_entry(name)) return;
    const auto& log = all.logs.train;
    const std::size_t epochs = all.set.other.epochs;
    all.enter(name, "networks", epochs, [&] {
        typename Model::policies policies;
        policies.input = fitted(std::move(policies.input), log);
        policies.sampler = {.drawn = {.samples = 512, .alpha = .75}, .logq = 1};
        Model net(log.items(), std::move(policies), all.options.weights_seed());
        nc::train::train<Batcher>(net, log, nc::optimizer::adagrad{.rate = .1},
                                  {.epochs = epochs, .batch = 64, .seed = all.options.training_seed()}, progress_bar);
        return net;
    });
}
template <std::size_t W>
using event = sum<embedding<W>, categorical<"Action", W>>;
using mf = nc::zoo::context_mf<event<101>, embedding<101>, nc::loss::cross_entropy, drawn>;
using nn = nc::zoo::context_nn<sum<one_hot, one_hot_of<"Action">>, embedding<200>, 100, 200, nc::loss::cross_entropy, drawn>;
}  // namespace

void enter_context(league& all) {
    if (all.logs.train.find_column("Action") == nullptr) return void(std::printf("contextual models need a column, here Action\n"));
    enter<nc::batch::whole_sessions, mf>(all, "Context MF");
    enter<nc::batch::session_parallel, nn>(all, "Context NN");
}
