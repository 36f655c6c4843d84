// EXPECT: must have a width of its own
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

#ifdef NEXTCLICK_MUST_FAIL
using inner = nc::input::one_hot;
#else
using inner = nc::input::embedding<8>;
#endif
nc::input::dropout<inner> probe;
