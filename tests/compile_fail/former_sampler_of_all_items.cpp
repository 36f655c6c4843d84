// EXPECT: the flag uses_all of a sampler is not read
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct every_item : nc::sampler::uniform {
#ifdef NEXTCLICK_MUST_FAIL
    static constexpr bool uses_all = true;
#else
    using objective = nc::objective::full_softmax;
#endif
};
using model =
    nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, every_item>;
void probe(model& net, const nc::data::click_log& log) { nc::train::train(net, log, nc::optimizer::adam{}, {}); }
