// EXPECT: no sampler(.|\n)*HasDraw
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_sampler : nc::sampler::uniform {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void draw(A&&...) const = delete;  // the one difference between the two builds
#endif
};
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
          nc::sampler::join<nc::sampler::in_batch, half_sampler>>
    net{nc::data::vocabulary{}};
