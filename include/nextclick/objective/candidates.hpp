// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"

/// The list of candidates that all rows of a step share, and its columns.
NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

/// The candidates of a sampled step. With in-batch negatives the targets of all rows are first, followed by the drawn items. Without,
/// the candidates are the drawn items, and each row's target is scored separately.
template <class T, bool InBatch = true>
struct candidate_list {
    std::span<const item_index> drawn{};
    bool in_batch = InBatch;
    bool mask_hits = false;  ///< leave out candidates whose item is the row's own target (accidental hits)
    /// Added to the scores before the loss, per item of the catalogue (logQ correction); empty: none.
    std::span<const T> in_batch_correction{}, drawn_correction{};
};

namespace detail {

/// The order of the candidates of a sampled step in a row of scores: first the distinct items in order of appearance, then the
/// repetitions. Scores of a repetition are copied, and its gradient is added to that of the first occurrence, so products are computed
/// for distinct items only.
struct candidate_order {
    std::size_t distinct = 0;                   ///< candidates of the products
    std::span<const std::uint32_t> repeated{};  ///< candidate distinct + k repeats candidate repeated[k]
    std::span<const std::uint32_t> of_entry{};  ///< the candidate of every entry of the list
    std::size_t count() const { return distinct + repeated.size(); }
};

/// position[j]: the index of entry j among the distinct items, in order of appearance.
candidate_order order_candidates(std::span<const item_index> position, workspace& memory);

}  // namespace detail
}  // namespace objective
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/objective/candidates.ipp"
#endif
