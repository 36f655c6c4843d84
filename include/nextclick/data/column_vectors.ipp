// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/column_vectors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

NEXTCLICK_INLINE vectors::vectors(vector_rows rows) : values(std::move(rows)) {}

NEXTCLICK_INLINE std::string vectors::schema::text() const { return "vectors of " + std::to_string(width) + " numbers"; }

NEXTCLICK_INLINE std::string vectors::schema::mismatch(const vectors& c, const std::string& place) const {
    if (c.values.width == width) return {};
    return text() + ", but in " + place + " they have " + std::to_string(c.values.width) + "; give the policy that width";
}

NEXTCLICK_INLINE vectors vectors::with(vector_rows rows) { return vectors(std::move(rows)); }

NEXTCLICK_INLINE const char* vectors::malformed() const {
    const bool whole = values.width > 0 && values.data.size() % values.width == 0;
    return whole ? nullptr : "is not a whole number of vectors; give a width above 0 and full rows";
}

NEXTCLICK_INLINE void vectors::gather(std::span<const std::uint32_t> rows, std::span<const item_index>, const schema*, workspace& memory,
                                      column_rows& to) const {
    const auto all = memory.take<float>(rows.size(), values.width);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        if (rows[r] < values.size())
            std::ranges::copy(values[rows[r]], all.row(r).begin());
        else
            std::ranges::fill(all.row(r), std::numeric_limits<float>::quiet_NaN());
    }
    to.vectors = all;
}

NEXTCLICK_INLINE std::uint32_t* vectors::write_words(const column_rows& c, std::uint32_t* to) {
    for (const float x : c.vectors.row(0)) *to++ = std::bit_cast<std::uint32_t>(x);
    return to;
}

NEXTCLICK_INLINE void vectors::read_words(const schema& as, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to) {
    const auto v = memory.take<float>(at.size(), as.width);
    for (std::size_t t = 0; t < at.size(); ++t)
        for (float& x : v.row(t)) x = std::bit_cast<float>(*at[t]++);
    to.vectors = v;
}

NEXTCLICK_INLINE void vectors::record(const schema& as, std::size_t rows, workspace& memory, column_rows& to) {
    const auto v = memory.take<float>(rows, as.width);
    for (std::size_t i = 0; i < rows * as.width; ++i) v.data[i] = static_cast<float>(i % 7) - 3.0f;
    to.vectors = v;
}

NEXTCLICK_INLINE void vectors::sample(const schema& as, std::size_t rows, random_stream random, workspace& memory, column_rows& to) {
    const auto v = memory.take<float>(rows, as.width);
    for (std::size_t i = 0; i < rows * as.width; ++i)
        v.data[i] = detail::left_out(i / as.width) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(random.normal(i));
    to.vectors = v;
}

}  // namespace data::kind

NEXTCLICK_END_NAMESPACE
