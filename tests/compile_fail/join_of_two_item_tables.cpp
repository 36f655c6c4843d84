// EXPECT: more than one member has a table of items
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using second = nc::input::embedding<8>;
#else
using second = nc::input::categorical<"Action", 8>;
#endif
nc::input::join<nc::input::embedding<8>, second> probe;
