// EXPECT: items have no events whose columns could be read
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

using colour = nc::input::categorical<"Colour", 8>;
#ifdef NEXTCLICK_MUST_FAIL
nc::output::item_tower<colour> probe;
#else
nc::output::item_tower<nc::input::of_item<colour>> probe;
#endif
