// SPDX-License-Identifier: Apache-2.0
#include "family_encoder_decoder.hpp"

KIND_IS_LOADED_HERE(encoder_decoder_alignment)
const kind encoder_decoder_alignment_kind = family::encoder_decoder<types::encoder_decoder_alignment>(
    "encoder_decoder_alignment", "the encoder-decoder without attention: the state of the same click");
