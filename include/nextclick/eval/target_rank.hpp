// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// The rank of the target of a query among all items, ties counted apart.
struct target_rank {
    std::size_t higher = 0, same = 0;  ///< other items with a higher score, and with the same
    bool ranked = true;                ///< false: its score is no number; a miss at any list length
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
