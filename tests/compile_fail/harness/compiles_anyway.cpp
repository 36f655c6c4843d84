// EXPECT: not a number
// SPDX-License-Identifier: Apache-2.0
