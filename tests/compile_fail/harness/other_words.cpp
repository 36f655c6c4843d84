// EXPECT: not a number
// SPDX-License-Identifier: Apache-2.0
#ifdef NEXTCLICK_MUST_FAIL
static_assert(false, "not a letter");
#endif
