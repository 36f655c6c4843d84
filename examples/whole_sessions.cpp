// SPDX-License-Identifier: Apache-2.0
// Tan, Xu, Liu (2016): a GRU over whole sessions, full softmax, click dropout; then temporal adaptation, which is training
// again on the most recent part of the log. Tells what each step is worth. Simulated clicks unless --train and --test.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using improved_rnn =
    nc::model<nc::input::dropout<nc::input::embedding<50>>, nc::encoder::recurrent<nc::cell::gru<>, 100>,
              nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items>;

void tell(const char* what, const improved_rnn& model, const nc::data::click_log& test) {
    const auto found = nc::eval::evaluate(model, test, {.cutoffs = {20}, .lists = false});
    std::printf("%-44s R@20 %.4f  MRR@20 %.4f\n", what, found[20].recall, found[20].mrr);
    std::fflush(stdout);
}

int main(int argc, char** argv) try {
    auto how = read_options(argc, argv);
    if (how.train.empty()) how.simulator.sessions /= 4;
    const auto log = read_logs(how);
    improved_rnn model(log.train.items(), {.input = {.probability = 0.25}});
    tell("untrained", model, log.test);

    const nc::train::options batches{.epochs = how.epochs, .batch = 512, .sessions = nc::train::order::shuffled,
                                     .longest = 19, .click_dropout = 0.25};
    nc::train::train<nc::batch::whole_sessions>(model, log.train, nc::optimizer::adam{.rate = 0.003}, batches);
    tell("trained on all sessions", model, log.test);

    auto once = batches;
    once.epochs = 1;
    nc::train::train<nc::batch::whole_sessions>(model, nc::data::most_recent(log.train, 0.25),
                                                nc::optimizer::adam{.rate = 0.001}, once);
    tell("and on the most recent quarter once more", model, log.test);
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
