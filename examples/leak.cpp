// SPDX-License-Identifier: Apache-2.0
// The reason why the library refuses to train or to evaluate a bidirectional encoder on whole sessions: click i + 1 is both the target of
// row i and part of its input. Here such an encoder is declared causal, and its metrics are compared with those without the leak.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;

using causal_model = nc::zoo::encoder_decoder<50, 50>;
struct declared_causal : causal_model::encoder_type {
    static constexpr nc::history::need reads = {nc::history::session::state};  // it reads the whole session
};
using leaking = nc::model<causal_model::input_type, declared_causal, causal_model::pooling_type, causal_model::output_type,
                          causal_model::loss_type, causal_model::sampler_type>;

template <class Batcher, class Model>
double measure(const char* name, const nc::data::train_test& logs, const example_options& options) {
    Model net(logs.train.items(), {.input = {.probability = options.dropout}, .pooling = {.probability = options.query_dropout}},
              options.weights_seed());
    nc::train::train<Batcher>(net, logs.train, nc::optimizer::adam{.rate = options.rate},
                              {.epochs = options.epochs,
                               .batch = options.batch,
                               .session_order = nc::train::order::shuffled,
                               .max_length = 20,
                               .seed = options.training_seed()},
                              progress_bar);
    const auto found = nc::eval::evaluate(net, logs.test, {.max_length = 20});
    print_accuracy(name, found);
    return found[20].recall;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options = read_options(argc, argv, options::logs | options::training | options::dropout | options::query_dropout,
                                          {.simulator = {.sessions = 10'000, .items = 3'000},
                                           .quick_sessions = 1'000,
                                           .epochs = 3,
                                           .batch = 128,
                                           .rate = 2e-3,
                                           .dropout = 0.25});
        const auto logs = read_logs(options);
        const double seen = measure<nc::batch::whole_sessions, leaking>("sees the answer", logs, options);
        const double unseen = measure<nc::batch::prefixes, causal_model>("honest", logs, options);
        std::printf("the leak is worth %.3f of recall at 20\n", seen - unseen);
    });
}
