// EXPECT: HasScoresBackward
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct half_scoring : nc::attention::dot {
#ifdef NEXTCLICK_MUST_FAIL
    template <class... A>
    void scores_backward(A&&...) const = delete;  // the one difference between the two builds
#endif
};
nc::pooling::attend<half_scoring> pooling;
