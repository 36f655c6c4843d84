// EXPECT: HasBackward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_cell : nc::cell::rnn {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void backward(A&&...) const = delete;  // the one difference between the two builds
#endif
};
using probe = nc::encoder::recurrent<half_cell, 8>;
probe encoder;
