// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace of_gru4rec_bpr_max {
static types::gru4rec_bpr_max::policies make(const settings& s, const nc::data::click_log&) {
    types::gru4rec_bpr_max::policies p{.input = {.probability = s.dropout}, .encoder = {.dropout = s.hidden_dropout}};
    p.input.inner.units = s.width;
    p.encoder.units = s.width;
    p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}};
    return p;
}
using by = network::trained_by<nc::batch::session_parallel, types::gru4rec_bpr_max, make, network::adagrad>;
}  // namespace of_gru4rec_bpr_max

KIND_IS_LOADED_HERE(gru4rec_bpr_max)
const kind gru4rec_bpr_max_kind{
    .name = "gru4rec_bpr_max",
    .about = "GRU4Rec (2018) with BPR-max, a loss of pairs, in place of the softmax",
    .defaults =
        {.width = 100, .epochs = 5, .batch = 32, .rate = 0.05, .momentum = 0.1, .dropout = 0.2, .hidden_dropout = 0.1, .alpha = 0.5},
    .supports = {"--width", "--epochs", "--batch", "--rate", "--momentum", "--dropout", "--hidden-dropout", "--samples", "--alpha",
                 "--seed"},
    .validates = true,
    .train = of_gru4rec_bpr_max::by::train,
    .update = of_gru4rec_bpr_max::by::update};
