// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace of_rib {
static types::rib::policies make(const settings& s, const nc::data::click_log& log) {
    types::rib::policies p{.input = nc::input::fitted(types::rib::input_type{.probability = s.dropout}, log),
                           .encoder = {.dropout = s.hidden_dropout}};
    p.input.inner.get<0>().units = s.width;
    p.encoder.units = s.units;
    p.pooling.units = s.width;
    return p;
}
using by = network::trained_by<nc::batch::whole_sessions, types::rib, make, network::adam>;
}  // namespace of_rib

KIND_IS_LOADED_HERE(rib)
const kind rib_kind{.name = "rib",
                    .type = "rib_tied",
                    .about = "RIB (2018): reads actions and dwell times beside items; needs --action and --dwell",
                    .defaults = {.width = 50, .units = 100, .epochs = 8, .batch = 64, .rate = 0.003, .dropout = 0.5},
                    .supports = {"--action", "--dwell", "--width", "--units", "--epochs", "--batch", "--rate", "--dropout",
                                 "--hidden-dropout", "--click-dropout", "--longest", "--seed"},
                    .validates = true,
                    .train = of_rib::by::train,
                    .update = of_rib::by::update};
