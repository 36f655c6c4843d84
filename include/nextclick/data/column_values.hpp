// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/vocabulary.hpp"

/// What columns are made of, and what is done to their rows, whatever these are.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Vectors of one width, row after row. A vector whose first number is NaN is missing.
struct vector_rows {
    using value_type = std::span<const float>;
    std::size_t width = 0;
    std::vector<float> data;  ///< (rows, width)

    std::size_t size() const { return width == 0 ? 0 : data.size() / width; }
    bool empty() const { return size() == 0; }
    std::span<const float> operator[](std::size_t row) const { return {data.data() + row * width, width}; }
    /// No rows yet.
    vector_rows like() const { return {width, {}}; }
    void reserve(std::size_t rows) { data.reserve(rows * width); }
    /// New rows are missing.
    void resize(std::size_t rows) { data.resize(rows * width, std::numeric_limits<float>::quiet_NaN()); }
    void append(std::span<const float> row) { data.insert(data.end(), row.begin(), row.end()); }
    void append_missing() { data.insert(data.end(), width, std::numeric_limits<float>::quiet_NaN()); }
    /// Takes the rows of `other` in place of its own from `first` on.
    void replace(std::size_t first, const vector_rows& other) {
        std::copy(other.data.begin(), other.data.end(), data.data() + first * width);
    }
    void keep(const std::vector<bool>& kept) {
        std::size_t to = 0;
        for (std::size_t r = 0; r < size(); ++r)
            if (kept[r]) std::copy_n(data.data() + r * width, width, data.data() + to++ * width);
        data.resize(to * width);
    }
    void shrink_to_fit() { data.shrink_to_fit(); }
    std::size_t memory_bytes() const { return data.capacity() * sizeof(float); }
};

/// The terms of one row and their weights.
struct bag_view {
    std::span<const item_index> codes;
    std::span<const float> weights;
};

/// Some terms a row, each with a weight: tags, or the words of a text and how often they occur. A row without terms is
/// missing.   memory  8 bytes a term, 4 a row. At most 2^32 - 1 terms.
struct bag_rows {
    using value_type = bag_view;
    std::vector<std::uint32_t> begin{0};  ///< row r has the terms from begin[r] up to begin[r + 1]
    std::vector<item_index> codes;
    std::vector<float> weights;

    std::size_t size() const { return begin.empty() ? 0 : begin.size() - 1; }
    bool empty() const { return size() == 0; }
    bag_view operator[](std::size_t row) const {
        const std::size_t first = begin[row], n = begin[row + 1] - first;
        return {std::span(codes).subspan(first, n), std::span(weights).subspan(first, n)};
    }
    bag_rows like() const { return {}; }
    void reserve(std::size_t rows) { begin.reserve(rows + 1); }
    /// Throws `data_error` where there are too many terms.
    void append(const bag_view& row) {
        if (codes.size() + row.codes.size() > no_item) throw data_error("a column has more than 2^32 - 1 terms in all; split the log");
        codes.insert(codes.end(), row.codes.begin(), row.codes.end());
        weights.insert(weights.end(), row.weights.begin(), row.weights.end());
        begin.push_back(static_cast<std::uint32_t>(codes.size()));
    }
    void append_missing() { begin.push_back(begin.back()); }
    /// New rows are missing.
    void resize(std::size_t rows) {
        begin.resize(rows + 1, begin.back());
        codes.resize(begin.back());
        weights.resize(begin.back());
    }
    /// Takes the rows of `other`, which have as many terms, in place of its own from `first` on.
    void replace(std::size_t first, const bag_rows& other) {
        const std::uint32_t at = begin[first];
        std::copy(other.codes.begin(), other.codes.end(), codes.data() + at);
        std::copy(other.weights.begin(), other.weights.end(), weights.data() + at);
        for (std::size_t r = 0; r < other.size(); ++r) begin[first + r + 1] = at + other.begin[r + 1];
    }
    void keep(const std::vector<bool>& kept) {
        std::size_t row = 0;
        std::uint32_t to = 0, from = 0;
        for (std::size_t r = 0; r < size(); ++r) {
            const std::uint32_t end = begin[r + 1];
            if (kept[r]) {
                std::copy(codes.data() + from, codes.data() + end, codes.data() + to);
                std::copy(weights.data() + from, weights.data() + end, weights.data() + to);
                to += end - from;
                begin[++row] = to;  // never past the row being read
            }
            from = end;
        }
        begin.resize(row + 1);
        codes.resize(to);
        weights.resize(to);
    }
    void shrink_to_fit() {
        begin.shrink_to_fit();
        codes.shrink_to_fit();
        weights.shrink_to_fit();
    }
    std::size_t memory_bytes() const { return 4 * (begin.capacity() + codes.capacity() + weights.capacity()); }
};

namespace detail {

struct event_range {
    std::uint32_t begin, end;
    std::size_t size() const { return end - begin; }
};

/// Rows that are more than a number.
template <class R>
concept WideRows = requires(R rows, const std::vector<bool>& kept) {
    { rows.like() } -> std::same_as<R>;
    rows.keep(kept);
};

inline bool missing(const std::vector<item_index>& v, std::size_t r) { return v[r] == no_item; }
inline bool missing(const std::vector<float>& v, std::size_t r) { return std::isnan(v[r]); }
inline bool missing(const vector_rows& v, std::size_t r) { return std::isnan(v[r][0]); }
inline bool missing(const bag_rows& v, std::size_t r) { return v.begin[r] == v.begin[r + 1]; }

template <class T>
bool same(const std::vector<T>& v, std::size_t a, std::size_t b) {
    return v[a] == v[b];
}
inline bool same(const vector_rows& v, std::size_t a, std::size_t b) { return std::ranges::equal(v[a], v[b]); }

template <class T>
inline constexpr T none = no_item;
template <>
inline constexpr float none<float> = std::numeric_limits<float>::quiet_NaN();

inline bool same(const bag_rows& v, std::size_t a, std::size_t b) {
    return std::ranges::equal(v[a].codes, v[b].codes) && std::ranges::equal(v[a].weights, v[b].weights);
}

/// The rows listed, in that order; `no_item` stands for a missing one.
template <class T>
std::vector<T> taken(const std::vector<T>& from, std::span<const std::uint32_t> rows) {
    std::vector<T> to;
    to.reserve(rows.size());
    for (const std::uint32_t r : rows) to.push_back(r == no_item ? none<T> : from[r]);
    return to;
}
template <WideRows R>
R taken(const R& from, std::span<const std::uint32_t> rows) {
    R to = from.like();
    to.reserve(rows.size());
    for (const std::uint32_t r : rows) r == no_item ? to.append_missing() : to.append(from[r]);
    return to;
}

/// The elements of the ranges listed, in that order.
template <class Column>
auto gathered(const Column& column, std::span<const event_range> ranges) {
    std::vector<typename Column::value_type> to;
    if (column.empty()) return to;
    std::size_t n = 0;
    for (const event_range r : ranges) n += r.size();
    to.reserve(n);
    for (const event_range r : ranges) to.insert(to.end(), column.begin() + r.begin, column.begin() + r.end);
    return to;
}
template <WideRows R>
R gathered(const R& column, std::span<const event_range> ranges) {
    R to = column.like();
    std::size_t n = 0;
    for (const event_range r : ranges) n += r.size();
    to.reserve(n);
    for (const event_range r : ranges)
        for (std::uint32_t i = r.begin; i < r.end; ++i) to.append(column[i]);
    return to;
}

/// Drops the rows whose bit is not set, in place.
template <class T>
void keep_rows(std::vector<T>& column, const std::vector<bool>& kept) {
    if (column.empty()) return;
    std::size_t to = 0;
    for (std::size_t i = 0; i < column.size(); ++i)
        if (kept[i]) column[to++] = column[i];
    column.resize(to);
}
template <WideRows R>
void keep_rows(R& column, const std::vector<bool>& kept) {
    column.keep(kept);
}

/// Rows from `first` on become the rows listed, which are these in another order.
template <class T>
void put_in_order(std::vector<T>& column, std::size_t first, std::span<const std::uint32_t> order) {
    if (column.empty()) return;
    std::vector<T> sorted;
    sorted.reserve(order.size());
    for (const std::uint32_t i : order) sorted.push_back(column[i]);
    std::copy(sorted.begin(), sorted.end(), column.data() + first);
}
template <WideRows R>
void put_in_order(R& column, std::size_t first, std::span<const std::uint32_t> order) {
    if (!column.empty()) column.replace(first, taken(column, order));
}

/// Reads rows from `begin` up to `end` backwards.
template <class T>
void reverse_rows(std::vector<T>& column, event_range rows) {
    if (!column.empty()) std::reverse(column.data() + rows.begin, column.data() + rows.end);
}
template <WideRows R>
void reverse_rows(R& column, event_range rows) {
    std::vector<std::uint32_t> order(rows.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::uint32_t>(rows.end - 1 - i);
    put_in_order(column, rows.begin, order);
}

/// Gives back the memory that a column reserved and did not need; a little (`slack`) is not worth a copy.
template <class T>
void trim(std::vector<T>& column, bool slack = false) {
    if (column.capacity() > column.size() + (slack ? column.size() / 16 : 0)) column.shrink_to_fit();
}
template <WideRows R>
void trim(R& column, bool = false) {
    column.shrink_to_fit();
}

template <class T>
std::size_t memory_of(const std::vector<T>& v) {
    return v.capacity() * sizeof(T);
}
template <WideRows R>
std::size_t memory_of(const R& rows) {
    return rows.memory_bytes();
}

/// The values, and no more.
template <class T>
void add_values(fnv1a& h, const std::vector<T>& v) {
    for (const T x : v) h.word(std::bit_cast<std::uint32_t>(x));
}
inline void add_values(fnv1a& h, const vector_rows& v) { add_values(h, v.data); }
inline void add_values(fnv1a& h, const bag_rows& v) {
    add_values(h, v.begin);
    add_values(h, v.codes);
    add_values(h, v.weights);
}
/// The values and how many there are.
template <class T>
void add_to(fnv1a& h, const std::vector<T>& v) {
    h.word(v.size());
    add_values(h, v);
}
inline void add_to(fnv1a& h, const vector_rows& v) {
    h.word(v.width);
    add_to(h, v.data);
}
inline void add_to(fnv1a& h, const bag_rows& v) {
    add_to(h, v.begin);
    add_to(h, v.codes);
    add_to(h, v.weights);
}

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE
