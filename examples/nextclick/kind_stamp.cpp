// SPDX-License-Identifier: Apache-2.0
#include "kinds.hpp"
#include "network.hpp"

namespace {
types::stamp::policies make(const settings& s, const nc::data::click_log&) {
    types::stamp::policies p{.input = {.inner = {.deviation = s.deviation}, .probability = s.dropout}};
    p.input.inner.units = s.width;
    p.pooling.a.units = s.width;
    p.pooling.b.units = s.width;
    p.sampler = {.drawn = {.samples = s.samples, .alpha = s.alpha}, .logq = 1};
    return p;
}
using by = network::trained_by<nc::batch::whole_sessions, types::stamp, make, network::adam>;
}  // namespace

KIND_IS_LOADED_HERE(stamp)
const kind stamp_kind{.name = "stamp",
                      .type = "stamp_sampled",
                      .about = "STAMP (2018): attention over the clicks themselves, asked by the last one; fast",
                      .defaults = {.width = 100, .epochs = 6, .rate = 0.004, .dropout = 0.25, .deviation = 0.05},
                      .obeys = {"--width", "--epochs", "--batch", "--rate", "--dropout", "--click-dropout", "--samples", "--alpha",
                                "--deviation", "--longest", "--seed"},
                      .validates = true,
                      .train = by::train,
                      .update = by::update};
