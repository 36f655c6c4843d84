// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/data/vocabulary.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The index in `to` of each id of `from`, or `no_item`, for a log and a model with different vocabularies. Kinds may differ: "7" is 7.
inline std::vector<item_index> translation(const vocabulary& from, const vocabulary& to) {
    std::vector<item_index> table(from.size());
    for (item_index i = 0; i < table.size(); ++i) table[i] = to.find(from[i]);
    return table;
}

namespace detail {
inline void translate(std::vector<item_index>& codes, const std::vector<item_index>& table) {
    for (item_index& i : codes)
        if (i != no_item) i = table[i];
}
}  // namespace detail

}  // namespace data
NEXTCLICK_END_NAMESPACE
