// EXPECT: no pooling
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using inner = int;
#else
using inner = nc::pooling::last;
#endif
using model = nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::dense<inner, 8>, nc::output::tied<>,
                        nc::loss::cross_entropy, nc::sampler::in_batch>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train(net, log, nc::optimizer::adam{}, {}); }
