// EXPECT: an embedding of the item reads no attribute
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using inner = nc::input::join<nc::input::embedding<8>, nc::input::categorical<"Colour", 8>>;
#else
using inner = nc::input::categorical<"Colour", 8>;
#endif
nc::input::of_item<inner> probe;
