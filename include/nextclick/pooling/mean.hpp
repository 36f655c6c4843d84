// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/pooling/running.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// The mean of the session so far, q_t = (h_1 + ... + h_t) / t: STMP's ms.
struct mean : detail::running_pooling<running::mean> {
    static std::string name() { return "mean"; }
};
static_assert(Pooling<mean>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
