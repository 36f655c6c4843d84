// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace ranker {

/// The clicks of a session so far, the newest last. A view.
struct clicks {
    std::span<const item_index> items;         ///< known items only, never `no_item`
    std::span<const std::int64_t> times = {};  ///< ms, one per click; empty if unknown
};

}  // namespace ranker
NEXTCLICK_END_NAMESPACE
