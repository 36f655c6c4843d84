// EXPECT: every stream must take a folded input
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using gru = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#ifdef NEXTCLICK_MUST_FAIL
using second = nc::encoder::dense<8>;
#else
using second = gru;
#endif
nc::encoder::multi_stream<nc::encoder::streams::summed, gru, second> probe;
