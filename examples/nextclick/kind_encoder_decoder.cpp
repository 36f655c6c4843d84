// SPDX-License-Identifier: Apache-2.0
#include "family_encoder_decoder.hpp"

KIND_IS_LOADED_HERE(encoder_decoder)
const kind encoder_decoder_kind = family::encoder_decoder<types::encoder_decoder>(
    "encoder_decoder", "Loyola's encoder-decoder (2017): LSTMs both ways and attention; slow");
