// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/stored.hpp"
#include "nextclick/simd/matvec.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/vector.hpp"
#include "nextclick/table/row_map.hpp"

/// The table that queries are scored against: a row and a bias for every item.
NEXTCLICK_BEGIN_NAMESPACE
namespace table {

class byte_copy;

/// The biases of items; 0 each for an output without biases.
template <class T>
class item_biases {
public:
    item_biases() = default;
    explicit item_biases(const row_table<T>& bias) : first_(bias.data.empty() ? nullptr : bias.data.data()), size_(bias.rows) {}

    bool any() const { return first_ != nullptr; }
    T of(item_index item) const { return any() ? first_[item] : T(0); }
    T sum() const { return any() ? simd::sum<simd::default_arch, T>({first_, size_}) : T(0); }

private:
    template <class>
    friend class item_table;
    friend class byte_copy;
    const T* from(std::size_t first) const { return any() ? first_ + first : nullptr; }

    const T* first_ = nullptr;
    std::size_t size_ = 0;
};

/// Consecutive rows of an item table, or rows of some items, as they are scored, with their biases. Valid as long as the workspace
/// that it was allocated in, and as long as the table is unchanged.
template <class T>
class row_block {
public:
    row_block() = default;  ///< of no items

    /// scores (n, queries) = rows · queries + bias, of packed queries (width, queries).
    void score(simd::packed<T> queries, view<T> scores) const { simd::product<simd::default_arch, T>(rows_, queries, scores, bias_); }
    /// The same, transposed: scores (queries, n). `next`: rows that are scored next, for prefetching.
    void score_tall(simd::packed<T> queries, view<T> scores, const row_block& next) const {
        simd::product_tall<simd::default_arch, T>(queries, rows_, scores, bias_, simd::write::overwrite, next.rows_);
    }
    /// scores (n) for one query (width).
    void score(std::span<const T> query, std::span<T> scores) const { simd::matvec<simd::default_arch, T>(rows_, query, scores, bias_); }
    /// Scores (n) that are no products: f(rows (n, width), scores) writes them, then `beside` and the biases are added.
    template <class F>
    void score_by(const F& f, T beside, std::span<T> scores) const {
        f(rows_, scores);
        for (std::size_t j = 0; j < scores.size(); ++j) scores[j] += beside + (bias_ == nullptr ? T(0) : bias_[j]);
    }

    /// sums (width, queries) += the rows, weighted by weights (n, queries).
    void add_weighted(view<const T> weights, view<T> sums) const {
        simd::product_tn<simd::default_arch, T>(rows_, weights, sums, simd::write::accumulate);
    }
    /// sums (queries) += the biases, weighted alike.
    void add_weighted_biases(view<const T> weights, std::span<T> sums) const {
        for (std::size_t j = 0; bias_ != nullptr && j < rows_.rows; ++j) simd::axpy<simd::default_arch, T>(bias_[j], weights.row(j), sums);
    }
    /// sum (width) += all rows.
    void add_to(std::span<T> sum) const {
        for (std::size_t j = 0; j < rows_.rows; ++j) simd::add<simd::default_arch, T>(rows_.row(j), sum);
    }

private:
    template <class>
    friend class item_table;
    row_block(view<const T> rows, const T* bias) : rows_(rows), bias_(bias) {}

    view<const T> rows_{};  ///< (n, width)
    const T* bias_ = nullptr;
};

namespace detail {
/// Reads rows that cannot be scored in place: stored in another element type, or changed by a row map.
template <class T>
struct row_reader {
    void (*read)(const void* rows, std::size_t item, std::span<T> to);
    void (*backward)(const void* rows, std::size_t item, std::span<T> gradient);
    void (*prefetch)(const void* rows, std::size_t item);
    double max_gradient_factor;
    bool maps;  ///< a row map changes the rows
};
template <class E, class Map>
struct reader_of {
    using T = computed_of<E>;
    static const row_table<E>& table(const void* rows) { return *static_cast<const row_table<E>*>(rows); }
    static void read(const void* rows, std::size_t item, std::span<T> to) {
        decode<E>(table(rows).row(item), to);
        Map::forward(to);
    }
    static void backward(const void* rows, std::size_t item, std::span<T> gradient) {
        if constexpr (!Map::identity) {
            thread_local aligned_vector<T> stored;
            stored.resize(gradient.size());
            decode<E>(table(rows).row(item), stored);
            Map::backward(std::span<const T>(stored), gradient);
        }
    }
    static void prefetch(const void* rows, std::size_t item) { simd::prefetch(table(rows).row(item)); }
    static constexpr row_reader<T> reader{read, backward, prefetch, Map::max_gradient_factor, !Map::identity};
};
}  // namespace detail

/// The rows and biases of all items that queries are scored against. Storage type, row map and biases are hidden: the class depends on
/// the type of the arithmetic only, and returns no pointer to stored numbers. Refers to tensors of a model: it is valid as long as they
/// are not moved, and copies are cheap.
/// cost  none beside the arithmetic for rows stored as numbers without a row map. Other rows are copied first, a block in
///       cache at a time
template <class T>
class item_table {
public:
    item_table() = default;  ///< of no items
    template <class E, RowMap Map>
    item_table(const row_table<E>& rows, item_biases<T> biases, Map)
        : stored_(&rows), biases_(biases), size_(rows.rows), width_(rows.cols) {
        static_assert(std::is_same_v<computed_of<E>, T>,
                      "a table is stored in a form whose element has no specialisation of nextclick::stored: see core/stored.hpp");
        if constexpr (!is_compressed<E> && Map::identity)
            direct_ = rows;
        else
            reader_ = &detail::reader_of<E, Map>::reader;
    }

    std::size_t size() const { return size_; }
    std::size_t width() const { return width_; }
    const item_biases<T>& biases() const { return biases_; }

    /// Whether rows are scored in place, without a copy.
    bool is_direct() const { return reader_ == nullptr; }
    /// Copies the rows of these items to `to` (items.size(), width).
    void look_up(std::span<const item_index> items, view<T> to) const {
        for (std::size_t j = 0; j < items.size(); ++j) look_up(items[j], to.row(j));
    }
    void look_up(std::size_t item, std::span<T> to) const {
        if (reader_ == nullptr)
            std::copy_n(direct_.row(item).data(), width_, to.data());
        else
            reader_->read(stored_, item, to);
    }
    /// Rows first, first + 1, ..., first + n - 1.
    row_block<T> block(workspace& memory, std::size_t first, std::size_t n) const {
        if (reader_ == nullptr) return {direct_.block(first, n), biases_.from(first)};
        const auto copy = memory.take<T>(n, width_);
        for (std::size_t j = 0; j < n; ++j) reader_->read(stored_, first + j, copy.row(j));
        return {copy, biases_.from(first)};
    }
    /// `block` for prefetching: without rows if they must be copied.
    row_block<T> block_to_prefetch(std::size_t first, std::size_t n) const {
        if (reader_ != nullptr) return {};
        return {direct_.block(first, n), biases_.from(first)};
    }
    /// The rows of these items, copied.
    row_block<T> rows_of(workspace& memory, std::span<const item_index> items) const {
        const auto copy = memory.take<T>(items.size(), width_);
        look_up(items, copy);
        if (!biases_.any()) return {copy, nullptr};
        const auto bias = memory.take_span<T>(items.size());
        for (std::size_t j = 0; j < items.size(); ++j) bias[j] = biases_.of(items[j]);
        return {copy, bias.data()};
    }
    void prefetch(std::size_t item) const {
        if (reader_ == nullptr)
            simd::prefetch(direct_.row(item));
        else
            reader_->prefetch(stored_, item);
    }
    void prefetch(std::span<const item_index> items) const {
        for (const item_index i : items) prefetch(std::size_t{i});
    }

    /// Scores of items [first, first + scores.size()) for one query, bias included. The bits of an item's score do not depend on the
    /// range.   cost  reads these rows once; allocates nothing once the thread is warm
    void score(std::span<const T> query, std::size_t first, std::span<T> scores) const {
        if (reader_ == nullptr)
            return simd::matvec<simd::default_arch, T>(direct_.block(first, scores.size()), query, scores, biases_.from(first));
        for (std::size_t at = 0, n = 0; at < scores.size(); at += n) {
            n = std::min(copied_at_once, scores.size() - at);
            const view<T> copy = scratch(n);
            for (std::size_t j = 0; j < n; ++j) reader_->read(stored_, first + at + j, copy.row(j));
            simd::matvec<simd::default_arch, T>(copy, query, scores.subspan(at, n), biases_.from(first + at));
        }
    }
    /// The same, bit for bit, for scattered items.
    void score(std::span<const T> query, std::span<const item_index> items, std::span<T> scores) const {
        if (reader_ == nullptr) return simd::matvec_rows<simd::default_arch, T>(direct_, items, query, scores, biases_.from(0));
        for (std::size_t j = 0; j < items.size(); ++j) score(query, items[j], scores.subspan(j, 1));
    }

    /// The product of a query and the row of an item, without its bias.
    T dot(std::span<const T> query, std::size_t item) const { return simd::dot<simd::default_arch, T>(query, row(item, scratch())); }
    /// The sum of the squares of a row.
    T sum_squares(std::size_t item) const { return simd::sum_squares<simd::default_arch, T>(row(item, scratch())); }
    /// sum (width) += factor x the row of an item.
    void add_row(T factor, std::size_t item, std::span<T> sum) const {
        simd::axpy<simd::default_arch, T>(factor, row(item, scratch()), sum);
    }

    /// Converts the gradient of a scored row into that of the stored row.
    void backward(std::size_t item, std::span<T> gradient) const {
        if (reader_ != nullptr) reader_->backward(stored_, item, gradient);
    }
    /// `backward` multiplies the length of a gradient by at most this factor.
    double max_gradient_factor() const { return reader_ == nullptr ? 1 : reader_->max_gradient_factor; }
    bool has_row_map() const { return reader_ != nullptr && reader_->maps; }

private:
    friend class byte_copy;
    static constexpr std::size_t copied_at_once = 32;
    /// The row of an item; in `copy` (1, width) if it must be copied.
    std::span<const T> row(std::size_t item, view<T> copy) const {
        if (reader_ == nullptr) return direct_.row(item);
        reader_->read(stored_, item, copy.row(0));
        return copy.row(0);
    }
    /// Memory for n rows, of the thread; without rows if no row must be copied.
    view<T> scratch(std::size_t n = 1) const {
        if (reader_ == nullptr) return {};
        thread_local aligned_vector<T> memory;
        if (memory.size() < n * width_) memory.resize(n * width_);
        return {memory.data(), n, width_};
    }

    const void* stored_ = nullptr;
    view<const T> direct_{};
    item_biases<T> biases_{};
    const detail::row_reader<T>* reader_ = nullptr;
    std::size_t size_ = 0, width_ = 0;
};

}  // namespace table
NEXTCLICK_END_NAMESPACE
