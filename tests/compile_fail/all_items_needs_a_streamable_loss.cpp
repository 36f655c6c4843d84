// EXPECT: sampler::all_items streams the catalogue through the loss
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using loss = nc::loss::bpr_max;
#else
using loss = nc::loss::cross_entropy;
#endif
using probe = nc::model<nc::input::embedding<8>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last, nc::output::tied<>, loss,
                        nc::sampler::all_items>;
probe net{nc::data::vocabulary{}};
