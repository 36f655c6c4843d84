// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/vector.hpp"

/// The list of candidates that all rows of a step share, and the gradients that it defers to the optimiser.
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

/// The gradients of the candidates' rows of the table, computed on demand (table::DeferredRows): the gradient of row
/// items[j] is the sum over r of scores(r, j) queries(r, .).
template <class T>
struct sampled_rows {
    std::span<const item_index> items{};  ///< distinct
    view<const T> scores{};               ///< (n, items.size()) gradients of scores
    view<const T> queries{};              ///< (n, d)
    simd::packed<T> packed{};             ///< packed for products
    double score_squares = 0;             ///< sum of the squares of `scores`

    static constexpr std::size_t block = 24;  ///< rows at a time: two register tiles, which stay in the L1 cache

    std::size_t size() const { return items.size(); }
    item_index item(std::size_t j) const { return items[j]; }
    template <class F>
    void for_blocks(pass& run, const F& f) const {
        share_rows(run, items.size(), items.size() * queries.size(), [&](pass& part, std::size_t begin, std::size_t n) {
            for (std::size_t at = begin; at < begin + n; at += block) f(part, at, std::min(block, begin + n - at));
        });
    }
    void make(pass&, std::size_t first, view<T> to, std::span<T> bias) const {
        const view<const T> ds = scores.col_block(first, to.rows);
        if (to.cols > 0) simd::product_tn<simd::default_arch, T>(ds, packed, to);
        if (bias.empty()) return;
        std::fill(bias.begin(), bias.end(), T(0));
        for (std::size_t r = 0; r < ds.rows; ++r) simd::add<simd::default_arch, T>(ds.row(r), bias);
    }
    /// From the norms of the factors: |sum s q|² <= sum s² sum q², and |sum s|² <= n sum s².
    bool surely_finite(double factor) const {
        double query_squares = static_cast<double>(scores.rows);
        for (std::size_t r = 0; r < queries.rows; ++r) query_squares += static_cast<double>(simd::sum_squares(queries.row(r)));
        return factor * std::sqrt(score_squares * query_squares) < static_cast<double>(std::numeric_limits<T>::max());  // false for NaN
    }
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
