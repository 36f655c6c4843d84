// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace {
types::stmo::policies make(const settings& s, const nc::data::click_log&) {
    types::stmo::policies p{.input = {.inner = {.deviation = s.deviation}, .probability = s.dropout}};
    p.input.inner.units = s.width;
    p.pooling.units = s.width;
    p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}
using by = network::trained_by<nc::batch::whole_sessions, types::stmo, make, network::adam>;
}  // namespace

KIND_IS_LOADED_HERE(stmo)
const kind stmo_kind{.name = "stmo",
                     .type = "stmo_sampled",
                     .about = "the half of STAMP that reads the last click alone",
                     .defaults = {.width = 100, .epochs = 6, .rate = 0.004, .dropout = 0.25, .deviation = 0.05},
                     .obeys = {"--width", "--epochs", "--batch", "--rate", "--dropout", "--click-dropout", "--samples", "--alpha",
                               "--deviation", "--longest", "--seed"},
                     .validates = true,
                     .train = by::train,
                     .update = by::update};
