// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/pooling/running.hpp"

namespace nextclick::inline NEXTCLICK_ABI::pooling {

/// The mean of the session so far, q_t = (h_1 + ... + h_t) / t: STMP's ms.
struct mean : detail::running_pooling<running::mean> {
    static std::string name() { return "mean"; }
};
static_assert(Pooling<mean>);

}  // namespace nextclick::inline NEXTCLICK_ABI::pooling
