// SPDX-License-Identifier: Apache-2.0
// STAMP and its two halves: attention with the last click and the mean as query (STAMP), the mean alone (STMP), the last click
// alone (STMO). One type each, which differ in one policy.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;

template <class Model>
void measure(const char* name, const nc::data::train_test& logs, const example_options& options) {
    typename Model::policies policies{.input = {.inner = {.deviation = options.deviation}, .probability = options.dropout}};
    if constexpr (requires { policies.sampler.drawn; }) policies.sampler = {.drawn = {.samples = 2048, .alpha = options.alpha}, .logq = 1};
    Model net(logs.train.items(), policies, options.weights_seed());
    const nc::optimizer::scheduled optimiser{nc::optimizer::adam{.rate = options.rate}, nc::optimizer::cosine_decay{0.02}};
    nc::train::train<nc::batch::whole_sessions>(
        net, logs.train, optimiser,
        {.epochs = options.epochs, .batch = options.batch, .session_order = nc::train::order::shuffled, .seed = options.training_seed()},
        progress_bar);
    print_accuracy(name, nc::eval::evaluate(net, logs.test));
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options =
            read_options(argc, argv, options::logs | options::training | options::dropout | options::alpha | options::deviation,
                         {.batch = 512, .rate = 3e-3, .dropout = 0.25, .alpha = 0.5, .deviation = 0.05});
        const auto logs = read_logs(options);
        measure<nc::zoo::stamp_sampled<100>>("STAMP", logs, options);
        if (!options.quick && !options.train.empty()) return;  // its halves on the simulator only
        measure<nc::zoo::stmp<100>>("STMP", logs, options);
        measure<nc::zoo::stmo<100>>("STMO", logs, options);
    });
}
