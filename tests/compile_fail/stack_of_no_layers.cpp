// EXPECT: is made of at least one policy
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using encoder = nc::encoder::stack<>;
#else
using encoder = nc::encoder::stack<nc::encoder::none>;
#endif
nc::model<nc::input::embedding<8>, encoder, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch> net{
    nc::data::vocabulary{}};
