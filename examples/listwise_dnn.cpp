// SPDX-License-Identifier: Apache-2.0
// Wu & Yan's two stages: sessions and items are embedded by what was done with which item, then a net for items is learned on
// lists of candidates, whose relevant ones are the later clicks of the session. Beside it its own ablations.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using first_stage = nc::zoo::session_embedding<"Action">;
using second_stage = nc::zoo::listwise_dnn<"Action">;

/// The log with one action for all events: what was done is not told.
nc::data::click_log untold(nc::data::click_log log) {
    auto columns = std::move(log).release();
    for (auto& column : columns.extra)
        if (column.name() == "Action") column = {"Action", column.shared_categories(), std::vector<nc::item_index>(columns.item.size(), 0)};
    return nc::data::click_log(std::move(columns));
}

template <class Model>
Model trained(const nc::data::click_log& log, const example_options& how, Model net, double rate) {
    nc::train::train<nc::batch::whole_sessions>(
        net, log, nc::optimizer::adam{.rate = rate},
        {.epochs = how.epochs, .batch = how.batch, .sessions = nc::train::order::shuffled, .seed = how.training_seed()}, progress_bar);
    return net;
}
second_stage second(const nc::data::click_log& log, const example_options& how, const first_stage* first, double decay) {
    second_stage net(log.items(),
                     {.input = nc::input::fitted(second_stage::input_type{}, log),
                      .loss = {.decay = decay},
                      .sampler = {.drawn = {.samples = 1024, .alpha = how.alpha}, .logq = 1}},
                     how.weights_seed());
    if (first != nullptr) nc::zoo::begin_with(net, *first);
    return trained(log, how, std::move(net), how.rate);
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto how = read_options(argc, argv, options::logs | options::training | options::alpha,
                                {.epochs = 5, .batch = 256, .rate = 1e-3, .seed = 1});
        how.read.columns = {{"Action"}};
        const auto logs = read_logs(how);
        const auto stage1 = [&](const nc::data::click_log& log) {
            return trained(log, how,
                           first_stage(log.items(), {.input = nc::input::fitted(first_stage::input_type{}, log)}, how.weights_seed()),
                           how.rate);
        };
        const auto first = stage1(logs.train);
        print_accuracy("stage 1               ", nc::eval::evaluate(first, logs.test));
        print_accuracy("both stages           ", nc::eval::evaluate(second(logs.train, how, &first, 0.5), logs.test));
        print_accuracy("next click, no lists  ", nc::eval::evaluate(second(logs.train, how, &first, 0), logs.test));
        print_accuracy("stage 2 alone         ", nc::eval::evaluate(second(logs.train, how, nullptr, 0.5), logs.test));
        const auto train = untold(logs.train), test = untold(logs.test);
        const auto blind = stage1(train);
        print_accuracy("actions not told      ", nc::eval::evaluate(second(train, how, &blind, 0.5), test));
    });
}
