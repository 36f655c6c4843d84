// SPDX-License-Identifier: Apache-2.0
// Tan's improved RNN, and the encoder-decoder of Loyola, Liu and Hirate.
#include "league.hpp"

void enter_recurrent(league& all) {
    const auto& set = all.set.other;
    const nc::optimizer::scheduled optimiser{nc::optimizer::adam{.rate = set.rate}, nc::optimizer::cosine_decay{0.02}};
    using drawn = nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>;
    const drawn some{.drawn = {.samples = 2048, .alpha = set.alpha}, .logq = 1};
    using m1 = nc::zoo::improved_rnn<50, 100, nc::loss::cross_entropy, drawn>;
    all.trained<nc::batch::whole_sessions, m1>("Tan M1", "networks", {.input = {.probability = set.dropout}, .sampler = some}, optimiser,
                                               {.epochs = set.epochs, .batch = set.batch, .click_dropout = 0.1});
    using decoder = nc::zoo::encoder_decoder<100, 100, nc::encoder::reads::attention<100>, nc::cell::lstm, nc::head::none, drawn>;
    all.trained<nc::batch::prefixes, decoder>("Encoder-decoder", "attention", {.input = {.probability = set.dropout}, .sampler = some},
                                              nc::optimizer::adam{.rate = set.rate}, {.epochs = set.epochs, .batch = set.batch, .longest = 20});
}
