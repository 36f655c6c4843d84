// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace of_improved_rnn {
static types::improved_rnn::policies make(const settings& s, const nc::data::click_log&) {
    types::improved_rnn::policies p{.input = {.probability = s.dropout}, .encoder = {.dropout = s.hidden_dropout}};
    p.input.inner.units = s.width;
    p.encoder.units = s.units;
    return p;
}
using by = network::trained_by<nc::batch::whole_sessions, types::improved_rnn, make, network::adam>;
}  // namespace of_improved_rnn

KIND_IS_LOADED_HERE(improved_rnn)
const kind improved_rnn_kind{.name = "improved_rnn",
                             .about = "Tan's improved RNN (2016): a GRU, softmax over all items, clicks left out at random",
                             .defaults = {.width = 50, .units = 100, .epochs = 8, .rate = 0.01, .dropout = 0.4, .click_dropout = 0.1},
                             .supports = {"--width", "--units", "--epochs", "--batch", "--rate", "--dropout", "--hidden-dropout",
                                          "--click-dropout", "--longest", "--seed"},
                             .validates = true,
                             .train = of_improved_rnn::by::train,
                             .update = of_improved_rnn::by::update};
