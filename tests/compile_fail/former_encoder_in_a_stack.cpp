// EXPECT: the flags causal, looks_back and knows_users of a policy are not read
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct my_encoder : nc::encoder::none {
#ifdef NEXTCLICK_MUST_FAIL
    static constexpr bool causal = false;
#endif
};
nc::model<nc::input::embedding<8>, nc::encoder::stack<nc::encoder::dropout, my_encoder>, nc::pooling::last, nc::output::tied<>,
          nc::loss::cross_entropy, nc::sampler::all_items>
    net{nc::data::vocabulary{}};
