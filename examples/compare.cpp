// SPDX-License-Identifier: Apache-2.0
// Compares two models on one log, with p-values: a GRU that reads the session against one that reads the last click alone.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
template <class Encoder>
using model_with = nc::model<nc::input::embedding<64>, Encoder, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
                             nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>>;

template <class Encoder>
model_with<Encoder> trained(const nc::data::click_log& log, const example_options& options, const char* history) {
    model_with<Encoder> net(log.items(), {.sampler = {.drawn = {.samples = 512}, .logq = 1}}, options.weights_seed());
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = options.rate}, {.epochs = options.epochs, .seed = options.training_seed()},
                     progress_bar, nc::train::history_to(history));
    return net;
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options = read_options(argc, argv, options::logs | options::epochs | options::rate);
        const auto [train, test] = read_logs(options);
        const auto gru = trained<nc::encoder::recurrent<nc::cell::gru<>, 64>>(train, options, "gru.tsv");
        const auto last = trained<nc::encoder::none>(train, options, "last_click.tsv");

        nc::eval::session_sums of_gru, of_last;
        auto positions = nc::eval::by_position({1, 2, 3, 5});
        auto popularity = nc::eval::by_popularity(train.item_support());
        const auto found = nc::eval::evaluate(gru, test, {.support = train.item_support()}, of_gru, positions, popularity,
                                              nc::eval::ranks_to("ranks.tsv"));
        std::printf("A: a GRU\n%s\n", nc::eval::report(found).c_str());
        std::printf("B: the last click alone\n%s\n", nc::eval::report(nc::eval::evaluate(last, test, {}, of_last)).c_str());
        std::printf("A by position, and by popularity of the target\n%s\n%s\n", nc::eval::report(positions, 20).c_str(),
                    nc::eval::report(popularity, 20).c_str());
        std::printf("%s", nc::eval::report(nc::eval::compare(of_gru, of_last)).c_str());
    });
}
