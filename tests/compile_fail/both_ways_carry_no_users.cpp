// EXPECT: carries no state from session to session
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using layer = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#ifdef NEXTCLICK_MUST_FAIL
using ahead = nc::encoder::hierarchical<layer, layer>;
#else
using ahead = layer;
#endif
nc::encoder::bidirectional<ahead, layer> probe;
int main() {}
