// SPDX-License-Identifier: Apache-2.0
// Why the library refuses to train or to measure an encoder that reads ahead on whole sessions: click i + 1 is both what
// row i asks for and what the encoder has read. Here one is passed off as causal, and its figures are beside honest ones.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;

using honest = nc::zoo::encoder_decoder<50, 50>;
struct said_to_be_causal : honest::encoder_type {
    static constexpr nc::history::need reads = {nc::history::session::state};  // it reads the whole session
};
using leaking =
    nc::model<honest::input_type, said_to_be_causal, honest::pooling_type, honest::output_type, honest::loss_type, honest::sampler_type>;

template <class Batcher, class Model>
double measure(const char* name, const nc::data::train_test& logs, const example_options& how) {
    Model net(logs.train.items(), {.input = {.probability = how.dropout}, .pooling = {.probability = how.query_dropout}},
              how.weights_seed());
    nc::train::train<Batcher>(
        net, logs.train, nc::optimizer::adam{.rate = how.rate},
        {.epochs = how.epochs, .batch = how.batch, .sessions = nc::train::order::shuffled, .longest = 20, .seed = how.training_seed()},
        progress_bar);
    const auto found = nc::eval::evaluate(net, logs.test, {.longest = 20});
    print_accuracy(name, found);
    return found[20].recall;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto how = read_options(argc, argv, options::logs | options::training | options::dropout | options::query_dropout,
                                      {.simulator = {.sessions = 10'000, .items = 3'000},
                                       .quick_sessions = 1'000,
                                       .epochs = 3,
                                       .batch = 128,
                                       .rate = 2e-3,
                                       .dropout = 0.25});
        const auto logs = read_logs(how);
        const double seen = measure<nc::batch::whole_sessions, leaking>("sees the answer", logs, how);
        const double unseen = measure<nc::batch::prefixes, honest>("honest", logs, how);
        std::printf("the leak is worth %.3f of recall at 20\n", seen - unseen);
    });
}
