// EXPECT: argument 2 is no encoder
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using encoder = nc::cell::gru<>;
#else
using encoder = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#endif
using model =
    nc::model<nc::input::embedding<8>, encoder, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch>;

void probe(const nc::data::click_log& log) {
    const model net(log.items());
    const auto& ranked = nc::for_ranking(net);
    nc::serve::session visitor(ranked);
    visitor.push("item");
}
