// SPDX-License-Identifier: Apache-2.0
// Wu & Yan's two stages: stage 1 embeds sessions and items by action, stage 2 learns a net for items on lists of candidates, whose
// relevant ones are the later clicks of the session. With ablations.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using first_stage = nc::zoo::session_embedding<"Action">;
using second_stage = nc::zoo::listwise_dnn<"Action">;

/// The log with one action for all events: hides the actions.
nc::data::click_log without_actions(nc::data::click_log log) {
    auto columns = std::move(log).release();
    for (auto& column : columns.extra)
        if (column.name() == "Action") column = {"Action", column.shared_categories(), std::vector<nc::item_index>(columns.item.size(), 0)};
    return nc::data::click_log(std::move(columns));
}

template <class Model>
Model trained(const nc::data::click_log& log, const example_options& options, Model net, double rate) {
    nc::train::train<nc::batch::whole_sessions>(
        net, log, nc::optimizer::adam{.rate = rate},
        {.epochs = options.epochs, .batch = options.batch, .session_order = nc::train::order::shuffled, .seed = options.training_seed()},
        progress_bar);
    return net;
}
second_stage second(const nc::data::click_log& log, const example_options& options, const first_stage* first, double decay) {
    second_stage net(log.items(),
                     {.input = nc::input::fitted(second_stage::input_type{}, log),
                      .loss = {.decay = decay},
                      .sampler = {.drawn = {.samples = 1024, .alpha = options.alpha}, .logq = 1}},
                     options.weights_seed());
    if (first != nullptr) nc::zoo::begin_with(net, *first);
    return trained(log, options, std::move(net), options.rate);
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        auto options = read_options(argc, argv, options::logs | options::training | options::alpha,
                                    {.epochs = 5, .batch = 256, .rate = 1e-3, .seed = 1});
        options.read.columns = {{"Action"}};
        const auto logs = read_logs(options);
        const auto stage1 = [&](const nc::data::click_log& log) {
            return trained(log, options,
                           first_stage(log.items(), {.input = nc::input::fitted(first_stage::input_type{}, log)}, options.weights_seed()),
                           options.rate);
        };
        const auto first = stage1(logs.train);
        print_accuracy("stage 1               ", nc::eval::evaluate(first, logs.test));
        print_accuracy("both stages           ", nc::eval::evaluate(second(logs.train, options, &first, 0.5), logs.test));
        print_accuracy("next click, no lists  ", nc::eval::evaluate(second(logs.train, options, &first, 0), logs.test));
        print_accuracy("stage 2 alone         ", nc::eval::evaluate(second(logs.train, options, nullptr, 0.5), logs.test));
        const auto train = without_actions(logs.train), test = without_actions(logs.test);
        const auto blind = stage1(train);
        print_accuracy("without actions       ", nc::eval::evaluate(second(train, options, &blind, 0.5), test));
    });
}
