// EXPECT: encoder::hierarchical is made of encoder::recurrent
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using layer = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#ifdef NEXTCLICK_MUST_FAIL
using encoder = nc::encoder::hierarchical<layer, nc::encoder::dense<8>>;
#else
using encoder = nc::encoder::hierarchical<layer, layer>;
#endif
encoder probe;
