// EXPECT: no encoder(.|\n)*HasBackward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_net : nc::encoder::none {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void backward(A&&...) const = delete;  // the one difference between the two builds
#endif
};
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::item_tower<nc::input::embedding<8>, half_net>,
          nc::loss::cross_entropy, nc::sampler::uniform>
    net{nc::data::vocabulary{}};
