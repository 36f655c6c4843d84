// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/column_categorical.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

NEXTCLICK_INLINE void categorical::builder::keep(const field_value& value) {
    std::array<char, 32> room;
    values_.push_back(value.missing() ? no_item : categories_.insert(value.text(room)));
}

NEXTCLICK_INLINE categorical categorical::builder::close() && {
    return {std::make_shared<const vocabulary>(std::move(categories_)), std::move(values_)};
}

NEXTCLICK_INLINE categorical categorical::with(std::vector<item_index> rows) const { return {categories, std::move(rows)}; }

NEXTCLICK_INLINE void categorical::add_to(detail::fnv1a& h) const {
    if (categories != nullptr) h.word(categories->hash());
    h.word(0);
}

NEXTCLICK_INLINE const char* categorical::fault() const {
    const auto outside = [this](item_index c) { return c != no_item && (categories == nullptr || c >= categories->size()); };
    return std::ranges::any_of(values, outside) ? "a code lies outside the categories of its column" : nullptr;
}

NEXTCLICK_INLINE std::vector<item_index> categorical::translation(const schema& to) const {
    if (categories->hash() == to.categories->hash()) return {};
    return data::translation(*categories, *to.categories);
}

NEXTCLICK_INLINE void categorical::gather(std::span<const std::uint32_t> rows, std::span<const item_index> to_model, const schema*,
                                          workspace& memory, column_rows& to) const {
    const auto codes = detail::gather_values<item_index>(values, rows, memory);
    if (!to_model.empty())
        for (item_index& c : codes) c = c == no_item ? c : to_model[c];
    to.codes = codes;
}

NEXTCLICK_INLINE std::uint32_t* categorical::write_words(const column_rows& c, std::uint32_t* to) {
    *to++ = c.codes[0];
    return to;
}

NEXTCLICK_INLINE void categorical::read_words(const schema&, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to) {
    const auto codes = memory.take_span<item_index>(at.size());
    for (std::size_t t = 0; t < at.size(); ++t) codes[t] = *at[t]++;
    to.codes = codes;
}

NEXTCLICK_INLINE void categorical::sample(const schema& as, std::size_t rows, random_stream random, workspace& memory, column_rows& to) {
    const auto codes = memory.take_span<item_index>(rows);
    for (std::size_t r = 0; r < rows; ++r)
        codes[r] = detail::left_out(r) ? no_item : random.below(r, static_cast<std::uint32_t>(as.categories->size()));
    to.codes = codes;
}

}  // namespace data::kind

NEXTCLICK_END_NAMESPACE
