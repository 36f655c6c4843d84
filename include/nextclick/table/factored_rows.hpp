// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/vector.hpp"
#include "nextclick/table/deferred_rows.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace table {

/// Gradients of rows that are kept as two factors (DeferredRows): the gradient of row items[j] is the sum over r of
/// scores(r, j) queries(r, .), and that of its bias the sum over r of scores(r, j).
template <class T>
struct factored_rows {
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
        share_rows(run, items.size(), items.size() * queries.size(), [&](pass& local, std::size_t begin, std::size_t n) {
            for (std::size_t at = begin; at < begin + n; at += block) f(local, at, std::min(block, begin + n - at));
        });
    }
    void make(pass&, std::size_t first, const gradient_block<T>& to) const {
        to.from_transposed_scores(scores.col_block(first, to.size()), packed);
    }
    /// From the norms of the factors: |sum s q|² <= sum s² sum q², and |sum s|² <= n sum s².
    bool surely_finite(double factor) const {
        double query_squares = static_cast<double>(scores.rows);
        for (std::size_t r = 0; r < queries.rows; ++r) query_squares += static_cast<double>(simd::sum_squares(queries.row(r)));
        return factor * std::sqrt(score_squares * query_squares) < static_cast<double>(std::numeric_limits<T>::max());  // false for NaN
    }
};
static_assert(DeferredRows<factored_rows<float>, float>);

}  // namespace table
NEXTCLICK_END_NAMESPACE
