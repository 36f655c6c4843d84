// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nextclick/batch/prefixes.hpp>

#include "kinds.hpp"
#include "network.hpp"

/// Common parts of the kinds of Loyola's encoder-decoder.
namespace family {

template <class Model>
typename Model::policies encoder_decoder_policies(const settings& s, const nc::data::click_log&) {
    typename Model::policies p{.input = {.probability = s.dropout}};
    p.input.inner.units = s.width;
    p.encoder.inner.fwd.units = s.units;
    p.encoder.inner.bwd.units = s.units;
    p.encoder.units = s.units;
    p.pooling.probability = s.query_dropout;
    return p;
}

template <class Model>
kind encoder_decoder(std::string_view name, std::string_view about) {
    using by = network::trained_by<nc::batch::prefixes, Model, encoder_decoder_policies<Model>, network::adam>;
    return {.name = name,
            .about = about,
            .defaults = {.width = 100, .units = 100, .epochs = 6, .max_length = 20, .rate = 0.003},
            .supports = {"--width", "--units", "--epochs", "--batch", "--rate", "--dropout", "--query-dropout", "--click-dropout",
                         "--longest", "--seed"},
            .validates = true,
            .train = by::train,
            .update = by::update};
}

}  // namespace family
