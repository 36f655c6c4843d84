// EXPECT: HasForward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct my_encoder : nc::encoder::none {
#ifdef NEXTCLICK_MUST_FAIL
    template <class P, class T>
    nc::view<const T> forward(const P&, nc::pass&, const nc::packed_steps&, nc::view<const T> x, tape<T>&) const {
        return x;
    }
#endif
};
nc::model<nc::input::embedding<8>, my_encoder, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::in_batch> net{
    nc::data::vocabulary{}};
