// EXPECT: HasBackward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_encoder : nc::encoder::none {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void backward(A&&...) const = delete;  // the one difference between the two builds
#endif
};
using model = nc::model<nc::input::embedding<8>, nc::encoder::stack<nc::encoder::dropout, half_encoder>, nc::pooling::last,
                        nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train<nc::batch::whole_sessions>(net, log, nc::optimizer::adam{}, {}); }
