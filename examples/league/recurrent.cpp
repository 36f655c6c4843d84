// SPDX-License-Identifier: Apache-2.0
// Tan's improved RNN, and the encoder-decoder of Loyola, Liu and Hirate.
#include "league.hpp"

void enter_recurrent(league& all) {
    const auto &tan = all.set.tan, &set = all.set.decoder;
    const nc::optimizer::scheduled optimiser{nc::optimizer::adam{.rate = tan.rate}, nc::optimizer::cosine_decay{0.02}};
    using drawn = nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>;
    const auto some = [](double alpha) { return drawn{.drawn = {.samples = 2048, .alpha = alpha}, .logq = 1}; };
    using m1 = nc::zoo::improved_rnn<50, 100, nc::loss::cross_entropy, drawn>;
    all.trained<nc::batch::whole_sessions, m1>("Tan M1", "networks", {.input = {.probability = tan.dropout}, .sampler = some(tan.alpha)},
                                               optimiser, {.epochs = tan.epochs, .batch = tan.batch, .click_dropout = 0.1});
    using decoder = nc::zoo::encoder_decoder<100, 100, nc::encoder::decoder_context::attention<100>, nc::cell::lstm, nc::head::none, drawn>;
    all.trained<nc::batch::prefixes, decoder>(
        "Encoder-decoder", "attention", {.input = {.probability = set.dropout}, .sampler = some(set.alpha)},
        nc::optimizer::adam{.rate = set.rate}, {.epochs = set.epochs, .batch = set.batch, .max_length = 20});
}
