// EXPECT: a head reads the rows of an encoder within the model's encoder
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using layer = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#ifdef NEXTCLICK_MUST_FAIL
using encoder = layer;
#else
using encoder = nc::encoder::attentive_decoder<layer, nc::cell::gru<>, 8>;
#endif
using probe = nc::model<nc::input::embedding<8>, encoder, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy,
                        nc::sampler::all_items, nc::head::intent<"Purchase", nc::cell::gru<>, 8>>;
probe net{nc::data::vocabulary{}};
