// SPDX-License-Identifier: Apache-2.0
// Models that read more than items: returning users, actions and dwell times, categories.
#include "league.hpp"

namespace {
namespace input = nc::input;

void enter_hrnn(league& all) {
    if (!all.logs.train.has_users()) return void(std::printf("HRNN needs users\n"));
    const auto& set = all.set.gru4rec;
    using hrnn = nc::zoo::hrnn_tied<nc::encoder::hrnn::all>;
    all.trained<nc::batch::user_parallel, hrnn>(
        "HRNN", "networks", {.input = {.probability = set.dropout}, .sampler = {.drawn = {.samples = 2048, .alpha = set.alpha}, .logq = 1}},
        nc::optimizer::adagrad{.rate = set.rate, .momentum = .1}, {.epochs = set.epochs, .batch = 50}, {.history = &all.logs.train});
}
void enter_rib(league& all) {
    const auto& set = all.set.other;
    using rib = nc::zoo::rib_tied<100, 50>;
    all.trained<nc::batch::whole_sessions, rib>("RIB", "attention",
                                                {.input = input::fitted(rib::input_type{.probability = set.dropout}, all.logs.train)},
                                                nc::optimizer::adam{.rate = set.rate}, {.epochs = set.epochs, .batch = set.batch});
}
void enter_p_rnn(league& all) {
    using p_rnn = nc::zoo::p_rnn_parallel<input::join<input::categorical<"Category", 16>, input::categorical<"Action", 4>>>;
    all.trained<nc::batch::session_parallel, p_rnn>(
        "p-RNN", "networks", {.input = input::fitted(p_rnn::input_type{}, all.logs.train)}, nc::optimizer::adagrad{.rate = .1},
        {.epochs = all.set.other.epochs, .batch = 50, .schedule = nc::train::interleaving(nc::zoo::p_rnn_parts<p_rnn>())});
}
void enter_wu(league& all) {
    using first = nc::zoo::session_embedding<"Action">;
    using second = nc::zoo::listwise_dnn<"Action">;
    if (all.has_entry("List-wise DNN")) return;
    const auto& log = all.logs.train;
    const nc::train::options run{.epochs = all.set.other.epochs, .batch = 256, .seed = all.options.training_seed()};
    all.enter("List-wise DNN", "networks", 2 * run.epochs, [&] {
        first sessions(log.items(), {.input = input::fitted(first::input_type{}, log)}, all.options.weights_seed());
        nc::train::train<nc::batch::whole_sessions>(sessions, log, nc::optimizer::adam{.rate = 2e-3}, run, progress_bar);
        second net(log.items(), {.input = input::fitted(second::input_type{}, log), .sampler = {.drawn = {.samples = 1024}, .logq = 1}},
                   all.options.weights_seed());
        nc::zoo::begin_with(net, sessions);
        nc::train::train<nc::batch::whole_sessions>(net, log, nc::optimizer::adam{.rate = 2e-3}, run, progress_bar);
        return net;
    });
}
}  // namespace

void enter_users_and_columns(league& all) {
    const auto has = [&](const char* column) { return all.logs.train.find_column(column) != nullptr; };
    enter_hrnn(all);
    has("Action") && has("Dwell") ? enter_rib(all) : void(std::printf("RIB needs columns Action and Dwell\n"));
    has("Action") && has("Category") ? enter_p_rnn(all) : void(std::printf("p-RNN needs columns Category and Action\n"));
    has("Action") ? enter_wu(all) : void(std::printf("List-wise DNN needs a column Action\n"));
}
