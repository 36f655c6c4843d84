// EXPECT: loss::distilled needs a teacher's score of every item
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;
#ifdef NEXTCLICK_MUST_FAIL
using sampler = nc::sampler::in_batch;
#else
using sampler = nc::sampler::all_items;
#endif
using net_type = nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::distilled, sampler>;

std::string name(const net_type& net) { return net.signature(); }
int main() {}
