// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/check/input.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace check {

NEXTCLICK_INLINE std::vector<item_index> drawn_items(std::size_t n, std::size_t items) {
    std::vector<item_index> list(n);
    for (std::size_t i = 0; i < n; ++i) list[i] = random_stream{7, 8}.below(i, static_cast<std::uint32_t>(items));
    return list;
}

NEXTCLICK_INLINE void columns::add_labels(std::string_view name) {
    const auto numbers = memory_.take_span<float>(rows_);
    for (std::size_t r = 0; r < rows_; ++r)
        numbers[r] = data::detail::left_out(r) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(random_.uniform(r));
    all_.push_back({.name = name, .numbers = numbers});
}

NEXTCLICK_INLINE void columns::add(const data::required_column& required) {
    column_rows& to = all_.emplace_back(column_rows{.name = required.name});
    std::visit([&]<class R>(const R& schema) { R::kind::sample(schema, rows_, random_, memory_, to); }, required.schema);
}

}  // namespace check

NEXTCLICK_END_NAMESPACE
