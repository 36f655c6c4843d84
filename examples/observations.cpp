// SPDX-License-Identifier: Apache-2.0
// The questions of the first session-based RNN papers, one line of type change each: which cell, which input, how many layers,
// which loss? Every answer is a row of the printed table. Simulated clicks unless --train and --test.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using nc::activation::elu, nc::activation::linear;
using nc::encoder::recurrent, nc::encoder::stack, nc::input::embedding, nc::input::one_hot;

constexpr std::size_t width = 64;
using gru = recurrent<nc::cell::gru<>, width>;
using lstm = recurrent<nc::cell::lstm, width>;
using rnn = recurrent<nc::cell::rnn, width>;
using mgu = recurrent<nc::cell::mgu, width>;
using feed_forward = nc::encoder::dense<width, elu>;
template <class Input, class Encoder, class Loss, class Activation = linear>
using net = nc::model<Input, Encoder, nc::pooling::last, nc::output::separate<nc::output::biased, Activation>, Loss,
                      nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>>;

template <class Model>
void row(const char* question, const char* answer, const nc::data::train_test& log, const example_options& options) {
    Model model(log.train.items(), {.sampler = {.drawn = {.samples = options.quick ? 64u : 512u}}}, options.weights_seed());
    double seconds = 0;
    nc::train::train(model, log.train, nc::optimizer::adagrad{.rate = options.rate, .momentum = options.momentum},
                     {.epochs = options.epochs, .batch = options.batch, .seed = options.training_seed()},
                     [&](const nc::train::epoch_end& e) { seconds += e.seconds; });
    const auto found = nc::eval::evaluate(model, log.test, {.cutoffs = {20}, .list_metrics = false});
    std::printf("%-18s %-28s %8.4f %8.4f %9.1f\n", question, answer, found[20].recall, found[20].mrr, seconds);
    std::fflush(stdout);
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        using namespace nc::loss;
        const auto options = read_options(argc, argv, options::logs | options::training | options::momentum,
                                          {.simulator = {.sessions = 10'000, .items = 3'000}, .quick_sessions = 1'000, .momentum = 0.1});
        const auto log = read_logs(options);
        std::printf("%-18s %-28s %8s %8s %9s\n", "question", "answer", "R@20", "MRR@20", "train s");
        row<net<one_hot, gru, cross_entropy>>("which cell?", "gru", log, options);
        row<net<one_hot, lstm, cross_entropy>>("", "lstm", log, options);
        row<net<one_hot, rnn, cross_entropy>>("", "rnn", log, options);
        row<net<one_hot, mgu, cross_entropy>>("", "mgu", log, options);
        row<net<embedding<width>, gru, cross_entropy>>("embedded items?", "embedding, not one-hot", log, options);
        row<net<one_hot, stack<gru, feed_forward>, cross_entropy>>("feed-forward?", "one layer after the gru", log, options);
        row<net<one_hot, stack<gru, gru>, cross_entropy>>("how many layers?", "two gru", log, options);
        row<net<one_hot, stack<gru, gru, gru>, cross_entropy>>("", "three gru", log, options);
        row<net<one_hot, gru, top1, nc::activation::tanh>>("which loss?", "top1, tanh", log, options);
        row<net<one_hot, gru, bpr, nc::activation::tanh>>("", "bpr, tanh", log, options);
        row<net<one_hot, gru, hinge>>("", "hinge", log, options);
        row<net<one_hot, gru, top1_max, nc::activation::tanh>>("", "top1_max, tanh", log, options);
        row<net<one_hot, gru, bpr_max, elu>>("", "bpr_max, elu", log, options);
    });
}
