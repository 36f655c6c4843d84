// EXPECT: the flag uses_all of a sampler is not read
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct drawn : nc::sampler::uniform {
#ifdef NEXTCLICK_MUST_FAIL
    static constexpr bool uses_all = false;
#endif
};
nc::model<nc::input::embedding<8>, nc::encoder::none, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy,
          nc::sampler::join<nc::sampler::in_batch, drawn>>
    net{nc::data::vocabulary{}};
