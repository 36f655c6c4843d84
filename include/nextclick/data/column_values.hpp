// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/data/wide_rows.hpp"

/// The values of columns, and the operations on their rows.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {

struct event_range {
    std::uint32_t begin, end;
    std::size_t size() const { return end - begin; }
};

/// Rows that are not stored as a std::vector of values. (A std::vector stores values of fixed size: codes, numbers, or a struct
/// with `missing()`, true for T{}, with ==, and with `add_to(fnv1a&)`, which hashes its content.)
template <class R>
concept WideRows = requires(R rows, const std::vector<bool>& kept) {
    { rows.like() } -> std::same_as<R>;
    rows.keep(kept);
};

inline bool missing(const std::vector<item_index>& v, std::size_t r) { return v[r] == no_item; }
inline bool missing(const std::vector<float>& v, std::size_t r) { return std::isnan(v[r]); }
template <class T>
bool missing(const std::vector<T>& v, std::size_t r) {
    return v[r].missing();
}
template <WideRows R>
bool missing(const R& v, std::size_t r) {
    return v.missing(r);
}

template <class T>
bool same(const std::vector<T>& v, std::size_t a, std::size_t b) {
    return v[a] == v[b];
}
template <WideRows R>
bool same(const R& v, std::size_t a, std::size_t b) {
    return v.same(a, b);
}

/// The missing value.
template <class T>
inline constexpr T none{};
template <>
inline constexpr item_index none<item_index> = no_item;
template <>
inline constexpr float none<float> = std::numeric_limits<float>::quiet_NaN();

/// The listed rows, in that order; `no_item` gives a missing value.
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

/// The elements of the listed ranges, in that order.
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

/// Removes the rows whose bit is not set, in place.
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

/// Permutes the rows from `first` on: `order` lists them in the new order.
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

/// Reverses the rows of a range.
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

/// Frees reserved memory that is not used; with `slack` only if it is more than 1/16 of the column, since it costs a copy.
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

template <WideRows R>
void add_values(fnv1a& h, const R& rows) {
    rows.add_values(h);
}
template <WideRows R>
void add_to(fnv1a& h, const R& rows) {
    rows.add_to(h);
}

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE
