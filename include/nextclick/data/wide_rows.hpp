// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/vocabulary.hpp"

/// Rows of columns with several numbers per row.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {

/// Hashes the values only.
template <class T>
void add_values(fnv1a& h, const std::vector<T>& v) {
    if constexpr (std::is_class_v<T>)
        for (const T& x : v) x.add_to(h);
    else
        for (const T x : v) h.word(std::bit_cast<std::uint32_t>(x));
}
/// Hashes the number of values and the values.
template <class T>
void add_to(fnv1a& h, const std::vector<T>& v) {
    h.word(v.size());
    add_values(h, v);
}

}  // namespace detail

/// Vectors of one width, row-major. A vector whose first number is NaN is missing.
struct vector_rows {
    using value_type = std::span<const float>;
    std::size_t width = 0;
    std::vector<float> data;  ///< (rows, width)

    std::size_t size() const { return width == 0 ? 0 : data.size() / width; }
    bool empty() const { return size() == 0; }
    std::span<const float> operator[](std::size_t row) const;
    bool missing(std::size_t row) const { return std::isnan(data[row * width]); }
    bool same(std::size_t a, std::size_t b) const { return std::ranges::equal((*this)[a], (*this)[b]); }
    void add_values(detail::fnv1a& h) const { detail::add_values(h, data); }
    void add_to(detail::fnv1a& h) const;
    /// An empty column of the same width.
    vector_rows like() const { return {width, {}}; }
    void reserve(std::size_t rows) { data.reserve(rows * width); }
    /// New rows are missing.
    void resize(std::size_t rows);
    void append(std::span<const float> row);
    void append_missing();
    /// Replaces its rows from `first` on by those of `other`.
    void replace(std::size_t first, const vector_rows& other) {
        std::copy(other.data.begin(), other.data.end(), data.data() + first * width);
    }
    void keep(const std::vector<bool>& kept);
    void shrink_to_fit() { data.shrink_to_fit(); }
    std::size_t memory_bytes() const { return data.capacity() * sizeof(float); }
};

/// The terms of one row and their weights.
struct bag_view {
    std::span<const item_index> codes;
    std::span<const float> weights;
};

/// A bag of weighted terms per row: tags, or the words of a text and their counts. A row without terms is missing.   memory  8
/// bytes a term, 4 a row. At most 2^32 - 1 terms.
struct bag_rows {
    using value_type = bag_view;
    std::vector<std::uint32_t> begin{0};  ///< row r has the terms [begin[r], begin[r + 1])
    std::vector<item_index> codes;
    std::vector<float> weights;

    std::size_t size() const { return begin.empty() ? 0 : begin.size() - 1; }
    bool empty() const { return size() == 0; }
    bag_view operator[](std::size_t row) const;
    bool missing(std::size_t row) const { return begin[row] == begin[row + 1]; }
    bool same(std::size_t a, std::size_t b) const {
        return std::ranges::equal((*this)[a].codes, (*this)[b].codes) && std::ranges::equal((*this)[a].weights, (*this)[b].weights);
    }
    void add_values(detail::fnv1a& h) const;
    void add_to(detail::fnv1a& h) const;
    bag_rows like() const { return {}; }
    void reserve(std::size_t rows) { begin.reserve(rows + 1); }
    /// Throws `data_error` if there are too many terms.
    void append(const bag_view& row);
    void append_missing();
    /// New rows are missing.
    void resize(std::size_t rows);
    /// Replaces its rows from `first` on by those of `other`, which have as many terms in total.
    void replace(std::size_t first, const bag_rows& other);
    void keep(const std::vector<bool>& kept);
    void shrink_to_fit();
    std::size_t memory_bytes() const { return 4 * (begin.capacity() + codes.capacity() + weights.capacity()); }
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/wide_rows.ipp"
#endif
