// EXPECT: this loss owns its softmax
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using activation = nc::activation::tanh;
#else
using activation = nc::activation::linear;
#endif
using probe = nc::model<nc::input::embedding<8>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last,
                        nc::output::tied<nc::output::biased, activation>, nc::loss::cross_entropy, nc::sampler::in_batch>;
probe net{nc::data::vocabulary{}};
