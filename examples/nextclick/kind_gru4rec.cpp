// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace of_gru4rec {
static types::gru4rec::policies make(const settings& s, const nc::data::click_log&) {
    types::gru4rec::policies p{.input = {.probability = s.dropout}, .encoder = {.dropout = s.hidden_dropout}};
    p.input.inner.units = s.width;
    p.encoder.units = s.width;
    p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}
using by = network::trained_by<nc::batch::session_parallel, types::gru4rec, make, network::adagrad>;
}  // namespace of_gru4rec

KIND_IS_LOADED_HERE(gru4rec)
const kind gru4rec_kind{
    .name = "gru4rec",
    .about = "GRU4Rec (2018): a GRU over the clicks, softmax over drawn items; the first to try",
    .defaults =
        {.width = 100, .epochs = 5, .batch = 32, .rate = 0.07, .momentum = 0.1, .dropout = 0.2, .hidden_dropout = 0.1, .alpha = 0.75},
    .supports = {"--width", "--epochs", "--batch", "--rate", "--momentum", "--dropout", "--hidden-dropout", "--samples", "--alpha",
                 "--seed"},
    .validates = true,
    .train = of_gru4rec::by::train,
    .update = of_gru4rec::by::update};
