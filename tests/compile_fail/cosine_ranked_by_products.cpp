// EXPECT: the output must rank by it: wrap it as output::cosine
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using output = nc::output::separate<nc::output::unbiased>;
#else
using output = nc::output::cosine<nc::output::separate<nc::output::unbiased>>;
#endif
using net = nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, output, nc::loss::cosine, nc::sampler::targets_only>;
void train(net& n, const nc::data::click_log& log) { nc::train::train(n, log, nc::optimizer::adagrad{}, {}); }
