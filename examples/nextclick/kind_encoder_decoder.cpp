// SPDX-License-Identifier: Apache-2.0
#include <nextclick/batch/prefixes.hpp>

#include "kinds.hpp"
#include "network.hpp"

namespace {
types::encoder_decoder::policies make(const settings& s, const nc::data::click_log&) {
    types::encoder_decoder::policies p{.input = {.probability = s.dropout}};
    p.input.inner.units = s.width;
    p.encoder.inner.fwd.units = s.units;
    p.encoder.inner.bwd.units = s.units;
    p.encoder.units = s.units;
    p.pooling.probability = s.query_dropout;
    return p;
}
using by = network::trained_by<nc::batch::prefixes, types::encoder_decoder, make, network::adam>;
}  // namespace

KIND_IS_LOADED_HERE(encoder_decoder)
const kind encoder_decoder_kind{.name = "encoder_decoder",
                                .about = "Loyola's encoder-decoder (2017): LSTMs both ways and attention; slow",
                                .defaults = {.width = 100, .units = 100, .epochs = 6, .longest = 20, .rate = 0.003},
                                .obeys = {"--width", "--units", "--epochs", "--batch", "--rate", "--dropout", "--query-dropout",
                                          "--click-dropout", "--longest", "--seed"},
                                .validates = true,
                                .train = by::train,
                                .update = by::update};
