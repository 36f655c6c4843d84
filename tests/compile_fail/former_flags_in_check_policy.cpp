// EXPECT: the flags causal, looks_back and knows_users of a policy are not read
// SPDX-License-Identifier: Apache-2.0
#include "nextclick/nextclick.hpp"
namespace nc = nextclick;

struct my_pooling : nc::pooling::last {
#ifdef NEXTCLICK_MUST_FAIL
    static constexpr bool looks_back = true;
#endif
};
const nc::gradient_report report = nc::check_policy(my_pooling{});
