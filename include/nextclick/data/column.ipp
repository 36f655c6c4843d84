// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/column.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE event_column::event_column(const event_column&) = default;
NEXTCLICK_INLINE event_column::event_column(event_column&&) noexcept = default;
NEXTCLICK_INLINE event_column& event_column::operator=(const event_column&) = default;
NEXTCLICK_INLINE event_column& event_column::operator=(event_column&&) noexcept = default;
NEXTCLICK_INLINE event_column::~event_column() = default;

NEXTCLICK_INLINE event_column::event_column(std::string name, std::shared_ptr<const vocabulary> categories, std::vector<item_index> codes)
    : event_column(std::move(name), kind::categorical{std::move(categories), std::move(codes)}) {}

NEXTCLICK_INLINE event_column::event_column(std::string name, std::vector<float> numbers)
    : event_column(std::move(name), kind::numeric{std::move(numbers)}) {}

NEXTCLICK_INLINE event_column::event_column(std::string name, vector_rows vectors)
    : event_column(std::move(name), kind::vectors{std::move(vectors)}) {}

NEXTCLICK_INLINE event_column::event_column(std::string name, std::shared_ptr<const vocabulary> terms, bag_rows bags, char separator)
    : event_column(std::move(name), kind::bags{std::move(terms), std::move(bags), separator}) {}

NEXTCLICK_INLINE const char* event_column::kind_name() const {
    return visit([]<class K>(const K&) { return K::text; });
}

NEXTCLICK_INLINE std::size_t event_column::size() const {
    return visit([](const auto& c) { return c.values.size(); });
}

NEXTCLICK_INLINE bool event_column::missing(std::size_t row) const {
    return visit([=](const auto& c) { return detail::missing(c.values, row); });
}

NEXTCLICK_INLINE bool event_column::same(std::size_t a, std::size_t b) const {
    return visit([=](const auto& c) { return detail::same(c.values, a, b); });
}

NEXTCLICK_INLINE std::string event_column::shown(std::size_t row) const {
    return missing(row) ? "nothing" : visit([=](const auto& c) { return c.shown(row); });
}

NEXTCLICK_INLINE event_column event_column::rows(std::span<const std::uint32_t> which) const {
    return visit([&](const auto& c) { return event_column(name_, c.with(detail::taken(c.values, which))); });
}

NEXTCLICK_INLINE event_column event_column::rows(std::span<const detail::event_range> which) const {
    return visit([&](const auto& c) { return event_column(name_, c.with(detail::gathered(c.values, which))); });
}

NEXTCLICK_INLINE std::uint64_t event_column::hash() const {
    detail::fnv1a h;
    h.text(name_);
    h.word(column_.index());
    visit([&](const auto& c) {
        c.add_to(h);
        detail::add_to(h, c.values);
    });
    return h.value;
}

NEXTCLICK_INLINE std::size_t event_column::memory_bytes() const {
    return visit([](const auto& c) { return detail::memory_of(c.values); });
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
