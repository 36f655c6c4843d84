// SPDX-License-Identifier: Apache-2.0
// HRNN: users come back, and what they did before is where their next session starts. Measured on the last session of every
// user, beside the same network without users: each session by itself, and the sessions of a user read as one.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace hrnn = nc::encoder::hrnn;
namespace batch = nc::batch;

template <class Batcher, class Model>
Model measure(const char* name, const nc::data::train_test& logs, const example_options& how) {
    typename Model::policies options{.input = {.probability = how.dropout},
                                     .sampler = {.drawn = {.samples = 2048, .alpha = how.alpha}, .logq = 1}};
    if constexpr (nc::encoder::knows_users<typename Model::encoder_type>)
        options.encoder.session.dropout = how.hidden_dropout;
    else
        options.encoder.dropout = how.hidden_dropout;
    Model net(logs.train.items(), options, how.simulator.seed);
    if (std::string(name).find(how.only) == std::string::npos) return net;
    nc::train::train<Batcher>(
        net, logs.train, nc::optimizer::adagrad{.rate = how.rate, .momentum = how.momentum},
        {.epochs = how.epochs, .batch = how.batch, .sessions = nc::train::order::shuffled, .seed = how.simulator.seed}, progress_bar);
    const auto* const history = batch::deals_users<Batcher> ? &logs.train : nullptr;
    print_accuracy(name, nc::eval::evaluate(net, logs.test, {.cutoffs = {5, 20}, .history = history}));
    return net;
}

int main(int argc, char** argv) try {
    auto how = read_options(argc, argv, {.batch = 50, .rate = 0.1, .dropout = 0.2, .users = true});
    how.read.user = "UserId";
    const auto logs = read_user_logs(how);
    using plain = nc::zoo::gru4rec<100>;
    measure<batch::session_parallel, plain>("GRU4Rec      ", logs, how);
    measure<batch::user_parallel, plain>("concatenated ", logs, how);
    const auto net = measure<batch::user_parallel, nc::zoo::hrnn_tied<hrnn::init, 100, 32>>("HRNN init    ", logs, how);
    measure<batch::user_parallel, nc::zoo::hrnn_tied<hrnn::all, 100, 32>>("HRNN all     ", logs, how);
    measure<batch::user_parallel, nc::zoo::hrnn_tied<hrnn::all_gates, 100, 32>>("HRNN gates   ", logs, how);

    nc::serve::session visitor(net);  // a user comes back: what is kept between the sessions are some bytes
    visitor.push(logs.train.items()[0]);
    const auto kept = visitor.save();
    auto again = nc::serve::session<decltype(net)>::load(net, kept);
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
