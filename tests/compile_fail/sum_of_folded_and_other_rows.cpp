// EXPECT: wrap the others in input::projected
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using second = nc::input::categorical<"Action", 8>;
#else
using second = nc::input::projected<nc::input::categorical<"Action", 8>>;
#endif
nc::input::sum<nc::input::one_hot, second> probe;
