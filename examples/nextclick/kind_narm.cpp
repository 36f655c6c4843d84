// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace {
types::narm::policies make(const settings& s, const nc::data::click_log&) {
    types::narm::policies p{.input = {.inner = {.deviation = s.deviation}, .probability = s.dropout},
                            .encoder = {.dropout = s.hidden_dropout}};
    p.input.inner.units = s.width;
    p.encoder.units = s.units;
    p.pooling.inner.probability = s.query_dropout;
    p.pooling.units = s.width;
    p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}
using by = network::trained_by<nc::batch::whole_sessions, types::narm, make, network::adam>;
}  // namespace

KIND_IS_LOADED_HERE(narm)
const kind narm_kind{
    .name = "narm",
    .type = "narm_sampled",
    .about = "NARM (2017): a GRU and attention over its states",
    .defaults = {.width = 100, .units = 100, .epochs = 6, .rate = 0.004, .dropout = 0.25, .query_dropout = 0.4, .deviation = 0.1},
    .obeys = {"--width", "--units", "--epochs", "--batch", "--rate", "--dropout", "--hidden-dropout", "--query-dropout", "--click-dropout",
              "--samples", "--alpha", "--deviation", "--longest", "--seed"},
    .validates = true,
    .train = by::train,
    .update = by::update};
