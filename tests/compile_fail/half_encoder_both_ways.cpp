// EXPECT: no encoder(.|\n)*HasBackward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_encoder : nc::encoder::none {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void backward(A&&...) const = delete;  // the one difference between the two builds
#endif
};
nc::encoder::bidirectional<nc::encoder::none, half_encoder> probe;
