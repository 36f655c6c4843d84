// SPDX-License-Identifier: Apache-2.0
// GRU4Rec in its first and its later form, and hybrids of it and of neighbours.
#include "league.hpp"

namespace {
using gru = nc::zoo::gru4rec<100>;
using vsknn = nc::neighbours::vsknn<>;
using namespace nc::hybrid;

/// Weights are tuned on the last tenth of the training log with parts trained on the rest, and then used for parts trained on all
/// of it.
std::array<double, 2> tuned(league& all, const gru::policies& policies, const nc::optimizer::adagrad& optimiser, nc::train::options run) {
    const auto logs = nc::data::last_fraction(nc::data::click_log(all.logs.train), 0.1);
    gru net(logs.train.items(), policies, all.options.weights_seed());
    nc::train::train(net, logs.train, optimiser, run, progress_bar);
    const vsknn near(logs.train, {.neighbours = all.set.neighbours, .recent = all.set.recent});
    weighted both(part{net, scaling::softmax{}}, part{near, scaling::sum{}});
    nc::eval::tune_weights(both, logs.test);
    return both.weights();
}
}  // namespace

void enter_gru4rec(league& all) {
    const auto& set = all.set.gru4rec;
    const nc::train::options run{.epochs = set.epochs, .batch = set.batch, .seed = all.options.training_seed()};
    all.trained<nc::batch::session_parallel, nc::zoo::gru4rec_2016<>>("GRU4Rec-2016", "networks", {}, nc::optimizer::adagrad{.rate = .05},
                                                                      {.epochs = set.epochs, .batch = 50});
    const gru::policies policies{.input = {.probability = set.dropout},
                                 .encoder = {.dropout = set.second_dropout},
                                 .sampler = {.drawn = {.samples = 2048, .alpha = set.alpha}, .logq = 1}};
    const nc::optimizer::adagrad optimiser{.rate = set.rate, .momentum = .1};
    const auto net = all.trained<nc::batch::session_parallel, gru>("GRU4Rec", "networks", policies, optimiser, run);

    const auto& wide = all.set.gru4rec_wide;
    all.trained<nc::batch::session_parallel, nc::zoo::gru4rec<200>>(
        "GRU4Rec wide", "networks",
        {.input = {.probability = wide.dropout},
         .encoder = {.dropout = wide.second_dropout},
         .sampler = {.drawn = {.samples = 2048, .alpha = wide.alpha}, .logq = 1}},
        nc::optimizer::adagrad{.rate = wide.rate, .momentum = .1}, {.epochs = wide.epochs, .batch = wide.batch});

    const vsknn near(all.logs.train, {.neighbours = all.set.neighbours, .recent = all.set.recent});
    std::array<double, 2> weights{.5, .5};  // sufficient for timing clicks again
    if (!all.has_entry("GRU4Rec+V-SkNN")) {
        std::printf("weights of GRU4Rec+V-SkNN\n");
        weights = tuned(all, policies, optimiser, run);
        std::printf("GRU4Rec %.2f, V-SkNN %.2f\n", weights[0], weights[1]);
    }
    all.measure("GRU4Rec+V-SkNN", "hybrids", weighted(part{net, scaling::softmax{}, weights[0]}, part{near, scaling::sum{}, weights[1]}), 0,
                0);
    all.measure("V-SkNN then GRU4Rec", "hybrids", cascade(pass_first{100}, near, net), 0, 0);
    all.measure("GRU4Rec, V-SkNN in turns", "hybrids", mixed({10, 10}, net, near), 0, 0);
    all.measure("V-SkNN, later GRU4Rec", "hybrids", switching({1}, near, net), 0, 0);
}
