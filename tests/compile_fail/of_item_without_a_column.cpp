// EXPECT: nothing in it reads a column
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using inner = nc::input::of_item<nc::input::categorical<"Colour", 8>>;
#else
using inner = nc::input::categorical<"Colour", 8>;
#endif
nc::input::of_item<inner> probe;
