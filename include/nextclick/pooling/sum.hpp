// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/pooling/running.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// The sum of the session so far, q_t = h_1 + ... + h_t.
struct sum : detail::running_pooling<running::sum> {
    static std::string name() { return "sum"; }
};
static_assert(Pooling<sum>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
