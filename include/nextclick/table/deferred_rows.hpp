// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace table {

/// Memory for the gradients of n rows of a table and of the biases of their items; either may be missing, and is then not computed.
template <class T>
class gradient_block {
public:
    /// In the workspace of the pass, unset. `width`: 0 without rows.
    gradient_block(pass& local, std::size_t n, std::size_t width, bool has_biases)
        : rows_(local.memory.take<T>(n, width)), biases_(local.memory.take_span<T>(has_biases ? n : 0)) {}

    std::size_t size() const { return rows_.rows; }
    std::size_t width() const { return rows_.cols; }
    std::span<T> row(std::size_t j) const { return rows_.row(j); }
    std::span<T> biases() const { return biases_; }

    /// Overwrites the block with the gradients of rows that are scored for some queries: row j is the sum over the queries of
    /// scores(j, query) times the query, and bias j the sum of scores(j, .).
    /// shapes  scores (size(), queries): gradients of scores; packed queries (queries, width())
    void from_scores(view<const T> scores, simd::packed<T> queries) const {
        if (width() > 0) simd::product<simd::default_arch, T>(scores, queries, rows_);
        for (std::size_t j = 0; j < biases_.size(); ++j) biases_[j] = simd::sum<simd::default_arch, T>(scores.row(j));
    }
    /// The same from scores (queries, size()).
    void from_transposed_scores(view<const T> scores, simd::packed<T> queries) const {
        if (width() > 0) simd::product_tn<simd::default_arch, T>(scores, queries, rows_);
        if (biases_.empty()) return;
        std::fill(biases_.begin(), biases_.end(), T(0));
        for (std::size_t r = 0; r < scores.rows; ++r) simd::add<simd::default_arch, T>(scores.row(r), biases_);
    }

private:
    view<T> rows_;
    std::span<T> biases_;
};

/// Gradients of distinct rows of a table and of the biases of their items, computed on demand. They are the gradients of the rows that
/// are scored, before a row map's `backward`.
template <class D, class T>
concept DeferredRows = requires(const D d, pass& run, const gradient_block<T>& block) {
    { d.size() } -> std::same_as<std::size_t>;
    { d.item(std::size_t{}) } -> std::same_as<item_index>;
    d.for_blocks(run, [](pass&, std::size_t, std::size_t) {});  // f(local, first, n), on several threads
    d.make(run, std::size_t{}, block);                          // overwrites `block` with the gradients from that row on; once a row
    { d.surely_finite(double{}) } -> std::same_as<bool>;        // no element overflows or is NaN after multiplication by this factor
};

/// The deferred rows of a step without any.
template <class T>
struct nothing_deferred {
    static constexpr std::size_t size() { return 0; }
    static constexpr item_index item(std::size_t) { return no_item; }
    template <class F>
    void for_blocks(pass&, const F&) const {}
    void make(pass&, std::size_t, const gradient_block<T>&) const {}
    static constexpr bool surely_finite(double) { return true; }
};
static_assert(DeferredRows<nothing_deferred<float>, float>);

}  // namespace table
NEXTCLICK_END_NAMESPACE
