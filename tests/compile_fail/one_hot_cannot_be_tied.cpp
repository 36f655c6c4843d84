// EXPECT: shares the item table of the input
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using output = nc::output::tied<>;
#else
using output = nc::output::separate<>;
#endif
using probe = nc::model<nc::input::one_hot, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last, output, nc::loss::cross_entropy,
                        nc::sampler::in_batch>;
probe net{nc::data::vocabulary{}};
