// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/column_numeric.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

NEXTCLICK_INLINE numeric::numeric(std::vector<float> rows) : values(std::move(rows)) {}

NEXTCLICK_INLINE const char* numeric::builder::read(field_value& value) {
    constexpr const char* expected = "a number that a float holds";
    if (value.missing()) return nullptr;
    if (value.what() != field_value::kind::text) return std::abs(value.number()) <= std::numeric_limits<float>::max() ? nullptr : expected;
    float number = 0;
    if (scan_float(value.as_text(), number) != scanned::ok) return expected;
    value = number;
    return nullptr;
}

NEXTCLICK_INLINE void numeric::builder::keep(const field_value& value) {
    values_.push_back(value.missing() ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(value.number()));
}

NEXTCLICK_INLINE numeric numeric::builder::close() && { return numeric(std::move(values_)); }

NEXTCLICK_INLINE numeric numeric::with(std::vector<float> rows) { return numeric(std::move(rows)); }

NEXTCLICK_INLINE std::string numeric::shown(std::size_t row) const { return std::to_string(values[row]); }

NEXTCLICK_INLINE std::uint32_t* numeric::write_words(const column_rows& c, std::uint32_t* to) {
    *to++ = std::bit_cast<std::uint32_t>(c.numbers[0]);
    return to;
}

NEXTCLICK_INLINE void numeric::read_words(const schema&, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to) {
    const auto numbers = memory.take_span<float>(at.size());
    for (std::size_t t = 0; t < at.size(); ++t) numbers[t] = std::bit_cast<float>(*at[t]++);
    to.numbers = numbers;
}

NEXTCLICK_INLINE void numeric::sample(const schema&, std::size_t rows, random_stream random, workspace& memory, column_rows& to) {
    const auto numbers = memory.take_span<float>(rows);
    for (std::size_t r = 0; r < rows; ++r)
        numbers[r] = detail::left_out(r) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(random.normal(r));
    to.numbers = numbers;
}

}  // namespace data::kind

NEXTCLICK_END_NAMESPACE
