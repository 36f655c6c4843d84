// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/wide_rows.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE std::span<const float> vector_rows::operator[](std::size_t row) const { return {data.data() + row * width, width}; }

NEXTCLICK_INLINE void vector_rows::add_to(detail::fnv1a& h) const {
    h.word(width);
    detail::add_to(h, data);
}

NEXTCLICK_INLINE void vector_rows::resize(std::size_t rows) { data.resize(rows * width, std::numeric_limits<float>::quiet_NaN()); }

NEXTCLICK_INLINE void vector_rows::append(std::span<const float> row) { data.insert(data.end(), row.begin(), row.end()); }

NEXTCLICK_INLINE void vector_rows::append_missing() { data.insert(data.end(), width, std::numeric_limits<float>::quiet_NaN()); }

NEXTCLICK_INLINE void vector_rows::keep(const std::vector<bool>& kept) {
    std::size_t to = 0;
    for (std::size_t r = 0; r < size(); ++r)
        if (kept[r]) std::copy_n(data.data() + r * width, width, data.data() + to++ * width);
    data.resize(to * width);
}

NEXTCLICK_INLINE bag_view bag_rows::operator[](std::size_t row) const {
    const std::size_t first = begin[row], n = begin[row + 1] - first;
    return {std::span(codes).subspan(first, n), std::span(weights).subspan(first, n)};
}

NEXTCLICK_INLINE void bag_rows::add_values(detail::fnv1a& h) const {
    detail::add_values(h, begin);
    detail::add_values(h, codes);
    detail::add_values(h, weights);
}

NEXTCLICK_INLINE void bag_rows::add_to(detail::fnv1a& h) const {
    detail::add_to(h, begin);
    detail::add_to(h, codes);
    detail::add_to(h, weights);
}

NEXTCLICK_INLINE void bag_rows::append(const bag_view& row) {
    if (codes.size() + row.codes.size() > no_item) throw data_error("a column has more than 2^32 - 1 terms in all; split the log");
    codes.insert(codes.end(), row.codes.begin(), row.codes.end());
    weights.insert(weights.end(), row.weights.begin(), row.weights.end());
    begin.push_back(static_cast<std::uint32_t>(codes.size()));
}

NEXTCLICK_INLINE void bag_rows::append_missing() { begin.push_back(begin.back()); }

NEXTCLICK_INLINE void bag_rows::resize(std::size_t rows) {
    begin.resize(rows + 1, begin.back());
    codes.resize(begin.back());
    weights.resize(begin.back());
}

NEXTCLICK_INLINE void bag_rows::replace(std::size_t first, const bag_rows& other) {
    const std::uint32_t at = begin[first];
    std::copy(other.codes.begin(), other.codes.end(), codes.data() + at);
    std::copy(other.weights.begin(), other.weights.end(), weights.data() + at);
    for (std::size_t r = 0; r < other.size(); ++r) begin[first + r + 1] = at + other.begin[r + 1];
}

NEXTCLICK_INLINE void bag_rows::keep(const std::vector<bool>& kept) {
    std::size_t row = 0;
    std::uint32_t to = 0, from = 0;
    for (std::size_t r = 0; r < size(); ++r) {
        const std::uint32_t end = begin[r + 1];
        if (kept[r]) {
            std::copy(codes.data() + from, codes.data() + end, codes.data() + to);
            std::copy(weights.data() + from, weights.data() + end, weights.data() + to);
            to += end - from;
            begin[++row] = to;  // `to` never passes the row being read
        }
        from = end;
    }
    begin.resize(row + 1);
    codes.resize(to);
    weights.resize(to);
}

NEXTCLICK_INLINE void bag_rows::shrink_to_fit() {
    begin.shrink_to_fit();
    codes.shrink_to_fit();
    weights.shrink_to_fit();
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
