// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// The rank of a query's target among all items, with ties counted separately.
struct target_rank {
    std::size_t higher = 0, same = 0;  ///< number of other items with a higher and with the same score
    bool ranked = true;                ///< false: the target has no score, or a NaN; a miss at any list length
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
