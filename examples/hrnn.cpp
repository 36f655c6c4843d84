// SPDX-License-Identifier: Apache-2.0
// HRNN: the state of a user's earlier sessions starts the next one. Measured on the last session of every user, beside the same
// network without users: each session by itself, and the sessions of a user joined to one.
#include <algorithm>
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
namespace hrnn = nc::encoder::hrnn;
namespace batch = nc::batch;

/// history: whether the evaluation of a user's last session reads the earlier ones.
template <class Batcher, class Model>
Model measure(const char* name, const nc::data::click_log& train, bool history, const nc::data::train_test& logs,
              const example_options& options) {
    typename Model::policies policies{.input = {.probability = options.dropout},
                                      .sampler = {.drawn = {.samples = 2048, .alpha = options.alpha}, .logq = 1}};
    if constexpr (nc::history_need<Model>.has_user_states())
        policies.encoder.session.dropout = options.hidden_dropout;
    else
        policies.encoder.dropout = options.hidden_dropout;
    Model net(logs.train.items(), policies, options.weights_seed());
    if (!options.selects(name)) return net;
    nc::train::train<Batcher>(
        net, train, nc::optimizer::adagrad{.rate = options.rate, .momentum = options.momentum},
        {.epochs = options.epochs, .batch = options.batch, .session_order = nc::train::order::shuffled, .seed = options.training_seed()},
        progress_bar);
    print_accuracy(name, nc::eval::evaluate(net, logs.test, {.cutoffs = {5, 20}, .history = history ? &logs.train : nullptr}));
    return net;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv,
                                    options::logs | options::by_users | options::training | options::momentum | options::dropout |
                                        options::hidden_dropout | options::alpha,
                                    {.batch = 50,
                                     .rate = 0.1,
                                     .dropout = 0.2,
                                     .seed = 1,
                                     .variants = {"GRU4Rec", "concatenated", "HRNN init", "HRNN all", "HRNN gates"}});
        options.read.user = "UserId";
        const auto logs = read_user_logs(options);
        using plain = nc::zoo::gru4rec<100>;
        measure<batch::session_parallel, plain>("GRU4Rec      ", logs.train, false, logs, options);
        measure<batch::session_parallel, plain>("concatenated ", nc::data::sessions_joined(logs.train), true, logs, options);
        const auto of_users = [&]<class Model>(const char* name) {
            return measure<batch::user_parallel, Model>(name, logs.train, true, logs, options);
        };
        const auto net = of_users.operator()<nc::zoo::hrnn_tied<hrnn::init, 100, 32>>("HRNN init    ");
        of_users.operator()<nc::zoo::hrnn_tied<hrnn::all, 100, 32>>("HRNN all     ");
        of_users.operator()<nc::zoo::hrnn_tied<hrnn::all_gates, 100, 32>>("HRNN gates   ");

        nc::serve::session session(net);  // a returning user: the state between two sessions is a short string
        session.push(logs.train.items()[0]);
        session.new_session();
        auto again = nc::serve::session<std::decay_t<decltype(net)>>::load(net, session.save());
        for (auto* s : {&session, &again}) s->push(logs.train.items()[logs.train.items().size() > 1 ? 1 : 0]);
        if (!std::ranges::equal(session.query(), again.query())) throw std::logic_error("a stored user is another");
    });
}
