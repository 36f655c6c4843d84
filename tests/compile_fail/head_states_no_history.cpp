// EXPECT: head must state what it reads of the session's earlier clicks
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using layer = nc::encoder::recurrent<nc::cell::gru<>, 8>;
struct my_head : nc::head::intent<"Purchase", nc::cell::gru<>, 8> {
#ifdef NEXTCLICK_MUST_FAIL
    void reads() const;  // hides what the base states
#endif
};
nc::model<nc::input::embedding<8>, nc::encoder::attentive_decoder<layer, nc::cell::gru<>, 8>, nc::pooling::last, nc::output::separate<>,
          nc::loss::cross_entropy, nc::sampler::in_batch, my_head>
    net{nc::data::vocabulary{}};
