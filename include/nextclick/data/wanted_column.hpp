// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "nextclick/data/vocabulary.hpp"

namespace nextclick::inline NEXTCLICK_ABI::data {

/// A column of events that a model reads.
struct wanted_column {
    std::string_view name;
    std::string who;                         ///< the policy that reads it, for messages
    const vocabulary* categories = nullptr;  ///< what codes count in; null: the column is numeric
};

}  // namespace nextclick::inline NEXTCLICK_ABI::data
