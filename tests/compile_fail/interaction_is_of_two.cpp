// EXPECT: streams::interaction is of two streams
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using gru = nc::encoder::recurrent<nc::cell::gru<>, 8>;
#ifdef NEXTCLICK_MUST_FAIL
using probe = nc::encoder::multi_stream<nc::encoder::streams::interaction, gru, gru, gru>;
#else
using probe = nc::encoder::multi_stream<nc::encoder::streams::interaction, gru, gru>;
#endif
probe streams;
