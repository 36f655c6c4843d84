// SPDX-License-Identifier: Apache-2.0
// NARM trained in two ways on the same clicks: whole sessions, where every click is a query in one pass, and prefixes, each alone,
// as in the paper. Both reach the same accuracy; both are measured and timed after every epoch.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using narm = nc::zoo::narm<50, 100>;

template <class Batcher>
void learn(const char* name, const nc::data::train_test& logs, const example_options& options) {
    narm net(logs.train.items(),
             {.input = {.inner = {.deviation = options.deviation}, .probability = options.dropout},
              .pooling = {.inner = {.probability = options.query_dropout}}},
             options.weights_seed());
    double seconds = 0;
    nc::train::train<Batcher>(
        net, logs.train, nc::optimizer::adam{.rate = options.rate},
        {.epochs = options.epochs, .batch = options.batch, .session_order = nc::train::order::shuffled, .seed = options.training_seed()},
        [&](const nc::train::epoch_end& e) {
            seconds += e.seconds;
            const auto at = nc::eval::evaluate(net, logs.test, {.cutoffs = {20}, .list_metrics = false})[20];
            std::printf("%-15s epoch %zu  recall %.4f  MRR %.4f  after %.1f s\n", name, e.epoch, at.recall, at.mrr, seconds);
            std::fflush(stdout);
        });
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options =
            read_options(argc, argv, options::logs | options::training | options::dropout | options::query_dropout | options::deviation,
                         {.epochs = 5, .batch = 512, .rate = 1e-3, .dropout = 0.25, .query_dropout = 0.5, .deviation = 0.05});
        const auto logs = read_logs(options);
        learn<nc::batch::whole_sessions>("whole sessions", logs, options);
        learn<nc::batch::prefixes>("prefixes", logs, options);
    });
}
