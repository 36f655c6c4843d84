// SPDX-License-Identifier: Apache-2.0
#include "family_encoder_decoder.hpp"

KIND_IS_LOADED_HERE(encoder_decoder_plain)
const kind encoder_decoder_plain_kind =
    family::encoder_decoder<types::encoder_decoder_plain>("encoder_decoder_plain", "the encoder-decoder that reads the click alone");
