// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/column_bags.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

NEXTCLICK_INLINE std::string bags::schema::mismatch(const bags& c, const std::string& place) const {
    if (terms == nullptr || terms->size() == 0 || c.separator == terms->separator()) return {};
    return parted_by(terms->separator()) + ", but " + place + " has " + parted_by(c.separator) +
           "; read it so (column_request), or give the policy other terms";
}

NEXTCLICK_INLINE bags::builder::builder(const column_request& request)
    : separator_(request.type == column_type::tags ? request.separator : char{0}) {
    if (request.type == column_type::tags && separator_ == 0)
        throw argument_error("column_request \"" + request.name +
                             "\": tags need a separator, for example '|'; for words use column_type::text");
}

NEXTCLICK_INLINE void bags::builder::keep(const field_value& value) {
    std::array<char, 32> digits;
    value.missing() ? rows_.append_missing() : rows_.append(value.text(digits), separator_);
}

NEXTCLICK_INLINE bags bags::builder::close() && {
    auto [known, rows] = std::move(rows_).close();
    return {std::move(known), std::move(rows), separator_};
}

NEXTCLICK_INLINE bags bags::with(bag_rows rows) const { return {terms, std::move(rows), separator}; }

NEXTCLICK_INLINE std::string bags::spelled(std::size_t row) const {
    const bag_view bag = values[row];
    std::string to;
    for (std::size_t t = 0; t < bag.codes.size(); ++t)
        for (int n = 0; n < std::max(1, static_cast<int>(bag.weights[t])); ++n) {
            if (!to.empty()) to += separator == 0 ? ' ' : separator;
            to += terms == nullptr ? std::to_string(bag.codes[t]) : terms->name(bag.codes[t]);
        }
    return to;
}

NEXTCLICK_INLINE void bags::add_to(detail::fnv1a& h) const {
    if (terms != nullptr) h.word(terms->hash());
    h.word(static_cast<unsigned char>(separator));
}

NEXTCLICK_INLINE const char* bags::fault() const {
    const auto outside = [this](item_index c) { return terms == nullptr || c >= terms->size(); };
    return std::ranges::any_of(values.codes, outside) ? "a code lies outside the terms of its column" : nullptr;
}

NEXTCLICK_INLINE std::vector<item_index> bags::translation(const schema& to) const {
    std::vector<item_index> table(terms->size());
    for (item_index i = 0; i < table.size(); ++i) table[i] = to.terms->find(terms->name(i));
    return table;
}

NEXTCLICK_INLINE void bags::encode(const bag_terms& to) {
    values = detail::weighed(values, translation({&to}), to);
    terms = to.vocabulary_of_terms();
}

NEXTCLICK_INLINE void bags::gather(std::span<const std::uint32_t> rows, std::span<const item_index> to_model, const schema* as,
                                   workspace& memory, column_rows& to) const {
    std::size_t all = 0;
    for (const std::uint32_t r : rows) all += r < values.size() ? values[r].codes.size() : 0;
    const auto begin = memory.take_span<std::uint32_t>(rows.size() + 1);
    const auto codes = memory.take_span<item_index>(all);
    const auto weights = memory.take_span<float>(all);
    std::size_t at = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        begin[r] = static_cast<std::uint32_t>(at);
        if (rows[r] >= values.size()) continue;
        const bag_view bag = values[rows[r]];
        std::size_t n = bag.codes.size();
        for (std::size_t i = 0; i < n; ++i) codes[at + i] = as == nullptr ? bag.codes[i] : to_model[bag.codes[i]];
        std::ranges::copy(bag.weights, weights.begin() + static_cast<std::ptrdiff_t>(at));
        if (as != nullptr) n = as->terms->weigh(codes.subspan(at, n), weights.subspan(at, n));
        at += n;
    }
    begin[rows.size()] = static_cast<std::uint32_t>(at);
    to.begin = begin;
    to.codes = codes.first(at);
    to.numbers = weights.first(at);
}

NEXTCLICK_INLINE std::uint32_t* bags::write_words(const column_rows& c, std::uint32_t* to) {
    *to++ = c.begin[1];
    for (const item_index term : c.codes) *to++ = term;
    for (const float x : c.numbers) *to++ = std::bit_cast<std::uint32_t>(x);
    return to;
}

NEXTCLICK_INLINE std::size_t bags::skip_words(const schema& as, std::span<const std::uint32_t> left) {
    if (left.empty() || left[0] > (left.size() - 1) / 2) return 0;
    for (const item_index term : left.subspan(1, left[0]))
        if (term >= as.terms->size()) return 0;
    return 1 + 2 * std::size_t{left[0]};
}

NEXTCLICK_INLINE void bags::read_words(const schema&, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to) {
    const auto begin = memory.take_span<std::uint32_t>(at.size() + 1);
    begin[0] = 0;
    for (std::size_t t = 0; t < at.size(); ++t) begin[t + 1] = begin[t] + *at[t];
    const auto codes = memory.take_span<item_index>(begin[at.size()]);
    const auto weights = memory.take_span<float>(codes.size());
    for (std::size_t t = 0; t < at.size(); ++t) {
        ++at[t];
        for (std::uint32_t i = begin[t]; i < begin[t + 1]; ++i) codes[i] = *at[t]++;
        for (std::uint32_t i = begin[t]; i < begin[t + 1]; ++i) weights[i] = std::bit_cast<float>(*at[t]++);
    }
    to.begin = begin;
    to.codes = codes;
    to.numbers = weights;
}

NEXTCLICK_INLINE void bags::record(const schema& as, std::size_t rows, workspace& memory, column_rows& to) {
    const auto begin = memory.take_span<std::uint32_t>(rows + 1);
    for (std::size_t r = 0; r <= rows; ++r) begin[r] = static_cast<std::uint32_t>(r);
    to.begin = begin;
    to.codes = detail::spread(as.terms->size(), rows, memory);
    to.numbers = detail::squares(rows, memory);
}

NEXTCLICK_INLINE void bags::sample(const schema& as, std::size_t rows, random_stream random, workspace& memory, column_rows& to) {
    const auto count = static_cast<std::uint32_t>(as.terms->size());
    const auto begin = memory.take_span<std::uint32_t>(rows + 1);
    const auto codes = memory.take_span<item_index>(3 * rows);
    const auto weights = memory.take_span<float>(3 * rows);
    std::uint32_t at = 0;
    for (std::size_t r = 0; r < rows; ++r) {
        begin[r] = at;
        for (std::uint32_t term = 0, left = detail::left_out(r) ? 0 : 1 + random.below(r, 3); term < count && left > 0; ++term)
            if (random.below(rows + r * count + term, 2) == 0) {
                codes[at] = term;
                weights[at++] = left-- == 2 ? 2.0f : 0.5f;
            }
    }
    begin[rows] = at;
    to.begin = begin;
    to.codes = codes.first(at);
    to.numbers = weights.first(at);
}

}  // namespace data::kind

NEXTCLICK_END_NAMESPACE
