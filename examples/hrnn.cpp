// SPDX-License-Identifier: Apache-2.0
// HRNN: users come back, and what they did before is where their next session starts. Measured on the last session of every
// user, beside the same network without users: each session by itself, and the sessions of a user read as one.
#include <algorithm>
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace hrnn = nc::encoder::hrnn;
namespace batch = nc::batch;

/// history: whether what a user did before is told to the model when the user's last session is measured.
template <class Batcher, class Model>
Model measure(const char* name, const nc::data::click_log& train, bool history, const nc::data::train_test& logs,
              const example_options& how) {
    typename Model::policies options{.input = {.probability = how.dropout},
                                     .sampler = {.drawn = {.samples = 2048, .alpha = how.alpha}, .logq = 1}};
    if constexpr (nc::history_need<Model>.knows_users())
        options.encoder.session.dropout = how.hidden_dropout;
    else
        options.encoder.dropout = how.hidden_dropout;
    Model net(logs.train.items(), options, how.weights_seed());
    if (!how.wants(name)) return net;
    nc::train::train<Batcher>(
        net, train, nc::optimizer::adagrad{.rate = how.rate, .momentum = how.momentum},
        {.epochs = how.epochs, .batch = how.batch, .sessions = nc::train::order::shuffled, .seed = how.training_seed()}, progress_bar);
    print_accuracy(name, nc::eval::evaluate(net, logs.test, {.cutoffs = {5, 20}, .history = history ? &logs.train : nullptr}));
    return net;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto how = read_options(argc, argv,
                                options::logs | options::by_users | options::training | options::momentum | options::dropout |
                                    options::hidden_dropout | options::alpha,
                                {.batch = 50,
                                 .rate = 0.1,
                                 .dropout = 0.2,
                                 .seed = 1,
                                 .variants = {"GRU4Rec", "concatenated", "HRNN init", "HRNN all", "HRNN gates"}});
        how.read.user = "UserId";
        const auto logs = read_user_logs(how);
        using plain = nc::zoo::gru4rec<100>;
        measure<batch::session_parallel, plain>("GRU4Rec      ", logs.train, false, logs, how);
        measure<batch::session_parallel, plain>("concatenated ", nc::data::sessions_joined(logs.train), true, logs, how);
        const auto of_users = [&]<class Model>(const char* name) {
            return measure<batch::user_parallel, Model>(name, logs.train, true, logs, how);
        };
        const auto net = of_users.operator()<nc::zoo::hrnn_tied<hrnn::init, 100, 32>>("HRNN init    ");
        of_users.operator()<nc::zoo::hrnn_tied<hrnn::all, 100, 32>>("HRNN all     ");
        of_users.operator()<nc::zoo::hrnn_tied<hrnn::all_gates, 100, 32>>("HRNN gates   ");

        nc::serve::session visitor(net);  // a user comes back: what is kept between the sessions are some bytes
        visitor.push(logs.train.items()[0]);
        visitor.new_session();
        auto again = nc::serve::session<std::decay_t<decltype(net)>>::load(net, visitor.save());
        for (auto* s : {&visitor, &again}) s->push(logs.train.items()[logs.train.items().size() > 1 ? 1 : 0]);
        if (!std::ranges::equal(visitor.query(), again.query())) throw std::logic_error("a stored user is another");
    });
}
