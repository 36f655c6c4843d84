// EXPECT: more than one member of the input has a table of items
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using second = nc::input::embedding<8>;
#else
using second = nc::input::categorical<"Action", 8>;
#endif
using probe = nc::model<nc::input::join<nc::input::embedding<8>, second>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last,
                        nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
probe net{nc::data::vocabulary{}};
