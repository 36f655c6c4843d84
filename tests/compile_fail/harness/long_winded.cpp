// EXPECT: not a number
// SPDX-License-Identifier: Apache-2.0
#ifdef NEXTCLICK_MUST_FAIL
#define SAY static_assert(sizeof(int) == 0, "not a number");
#define SAY_FOUR_TIMES SAY SAY SAY SAY
SAY_FOUR_TIMES SAY_FOUR_TIMES SAY_FOUR_TIMES SAY_FOUR_TIMES
#endif
