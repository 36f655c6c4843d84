// EXPECT: the input needs a member for each stream
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using input = nc::input::one_hot;
#else
using input = nc::input::multi_stream<nc::input::one_hot, nc::input::one_hot>;
#endif
using gru = nc::encoder::recurrent<nc::cell::gru<>, 8>;
using probe = nc::model<input, nc::encoder::multi_stream<nc::encoder::streams::summed, gru, gru>, nc::pooling::last, nc::output::separate<>,
                        nc::loss::cross_entropy, nc::sampler::in_batch>;
probe net{nc::data::vocabulary{}};
