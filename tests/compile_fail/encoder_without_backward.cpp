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
nc::model<nc::input::embedding<8>, half_encoder, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch> net{
    nc::data::vocabulary{}};
