// EXPECT: a policy of this model is not causal
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct sees_all : nc::encoder::none {
    static constexpr nc::history::need reads = {nc::history::session::whole};
};
#ifdef NEXTCLICK_MUST_FAIL
using batcher = nc::batch::whole_sessions;
#else
using batcher = nc::batch::prefixes;
#endif
using model =
    nc::model<nc::input::embedding<8>, sees_all, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train<batcher>(net, log, nc::optimizer::adam{}, {}); }
