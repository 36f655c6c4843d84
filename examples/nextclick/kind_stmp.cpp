// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace {
types::stmp::policies make(const settings& s, const nc::data::click_log&) {
    types::stmp::policies p{.input = {.inner = {.deviation = s.deviation}, .probability = s.dropout}};
    p.input.inner.units = s.width;
    p.pooling.a.units = s.width;
    p.pooling.b.units = s.width;
    p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}
using by = network::trained_by<nc::batch::whole_sessions, types::stmp, make, network::adam>;
}  // namespace

KIND_IS_LOADED_HERE(stmp)
const kind stmp_kind{.name = "stmp",
                     .type = "stmp_sampled",
                     .about = "STAMP with the mean of the clicks in place of attention",
                     .defaults = {.width = 100, .epochs = 6, .rate = 0.004, .dropout = 0.25, .deviation = 0.05},
                     .obeys = {"--width", "--epochs", "--batch", "--rate", "--dropout", "--click-dropout", "--samples", "--alpha",
                               "--deviation", "--longest", "--seed"},
                     .validates = true,
                     .train = by::train,
                     .update = by::update};
