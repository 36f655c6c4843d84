// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace of_gru4rec_2016 {
static types::gru4rec_2016::policies make(const settings& s, const nc::data::click_log&) {
    types::gru4rec_2016::policies p{.encoder = {.dropout = s.hidden_dropout}};
    p.encoder.units = s.units;
    return p;
}
using by = network::trained_by<nc::batch::session_parallel, types::gru4rec_2016, make, network::adagrad>;
}  // namespace of_gru4rec_2016

KIND_IS_LOADED_HERE(gru4rec_2016)
const kind gru4rec_2016_kind{.name = "gru4rec_2016",
                             .about = "GRU4Rec (2016) as published: TOP1 over the other clicks of a step",
                             .defaults = {.units = 100, .epochs = 5, .batch = 50, .rate = 0.05},
                             .supports = {"--units", "--epochs", "--batch", "--rate", "--momentum", "--hidden-dropout", "--seed"},
                             .validates = true,
                             .train = of_gru4rec_2016::by::train,
                             .update = of_gru4rec_2016::by::update};
