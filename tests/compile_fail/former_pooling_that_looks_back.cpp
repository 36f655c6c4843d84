// EXPECT: the flags causal, looks_back and knows_users of a policy are not read
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

// Inherits `reads` of a pooling that reads nothing else.
struct my_pooling : nc::pooling::last {
#ifdef NEXTCLICK_MUST_FAIL
    static constexpr bool looks_back = true;
#else
    static constexpr nc::history::need reads = {nc::history::session::window};
#endif
};
using model =
    nc::model<nc::input::embedding<8>, nc::encoder::none, my_pooling, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train<nc::batch::whole_sessions>(net, log, nc::optimizer::adam{}, {}); }
