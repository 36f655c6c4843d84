// SPDX-License-Identifier: Apache-2.0
// NARM on whole sessions: every click of a session is a query for the next one in a single pass, with attention to all clicks
// before it. An ablation is another type, and a serving session keeps its last clicks.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "live.hpp"
#include "options.hpp"

namespace nc = nextclick;
using narm = nc::zoo::narm_sampled<100, 100>;

template <class Model>
Model trained(const nc::data::click_log& train, const example_options& options) {
    Model net(train.items(),
              {.input = {.inner = {.deviation = options.deviation}, .probability = options.dropout},
               .pooling = {.inner = {.probability = options.query_dropout}},
               .sampler = {.drawn = {.samples = 2048, .alpha = options.alpha}, .logq = 1}},
              options.weights_seed());
    const nc::optimizer::scheduled optimiser{nc::optimizer::adam{.rate = options.rate}, nc::optimizer::cosine_decay{0.02}};
    nc::train::train<nc::batch::whole_sessions>(
        net, train, optimiser,
        {.epochs = options.epochs, .batch = options.batch, .session_order = nc::train::order::shuffled, .seed = options.training_seed()},
        progress_bar);
    return net;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options = read_options(
            argc, argv, options::logs | options::training | options::dropout | options::query_dropout | options::alpha | options::deviation,
            {.batch = 512, .rate = 4e-3, .dropout = 0.25, .query_dropout = 0.4, .alpha = 0.5, .deviation = 0.1});
        const auto [train, test] = read_logs(options);
        const auto net = trained<narm>(train, options);
        print_accuracy("NARM", nc::eval::evaluate(net, test));

        nc::serve::session session(net);
        show_live(session, test, 2);
    });
}
