// EXPECT: no input(.|\n)*HasBackward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_input : nc::input::embedding<8> {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void backward(A&&...) const = delete;  // the one difference between the two builds
#endif
};
using model = nc::model<nc::input::dropout<nc::input::join<nc::input::categorical<"Action", 8>, half_input>>, nc::encoder::none,
                        nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::in_batch>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train(net, log, nc::optimizer::adam{}, {}); }
