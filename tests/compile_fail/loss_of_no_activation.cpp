// EXPECT: is no activation
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using squash = nc::cell::gru<>;
#else
using squash = nc::activation::sigmoid;
#endif
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy_of<squash>,
          nc::sampler::in_batch>
    net{nc::data::vocabulary{}};
