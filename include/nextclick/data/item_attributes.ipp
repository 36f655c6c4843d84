// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/item_attributes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE item_attributes::item_attributes(std::shared_ptr<const vocabulary> items, std::vector<event_column> columns)
    : items_(std::move(items)), columns_(std::move(columns)) {
    if (items_ == nullptr) throw data_error("item_attributes: there is no vocabulary of items; give one");
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (columns_[c].size() != size())
            throw data_error(described(columns_[c]) + " has " + std::to_string(columns_[c].size()) + " rows, and there are " +
                             std::to_string(size()) + " items; give a row for every item");
        if (find_column(columns_[c].name()) != &columns_[c])
            throw data_error(described(columns_[c]) + " occurs twice; rename or leave out one of them");
    }
}

NEXTCLICK_INLINE const event_column* item_attributes::find_column(std::string_view name) const {
    for (const event_column& c : columns_)
        if (c.name() == name) return &c;
    return nullptr;
}

NEXTCLICK_INLINE const event_column& item_attributes::column(std::string_view name) const {
    if (const event_column* c = find_column(name)) return *c;
    std::string there;
    for (const event_column& c : columns_) there += (there.empty() ? "\"" : ", \"") + c.name() + '"';
    throw data_error("item_attributes: there is no column \"" + std::string(name) + "\", only " + (there.empty() ? "the items" : there) +
                     "; name the columns to read in read_options::columns");
}

NEXTCLICK_INLINE item_attributes item_attributes::for_items(std::shared_ptr<const vocabulary> items) const {
    if (items == items_) return *this;
    const std::vector<item_index> rows = translation(*items, *items_);
    std::vector<event_column> columns;
    columns.reserve(columns_.size());
    for (const event_column& c : columns_) columns.push_back(c.rows(rows));
    return {std::move(items), std::move(columns)};
}

NEXTCLICK_INLINE item_attributes item_attributes::joined_with(const item_attributes& other) const {
    std::vector<event_column> columns = columns_;
    for (const event_column& c : other.for_items(items_).columns_) columns.push_back(c);
    return {items_, std::move(columns)};
}

NEXTCLICK_INLINE std::size_t item_attributes::bare_items() const {
    std::size_t n = 0;
    for (std::size_t i = 0; i < size(); ++i) {
        bool bare = true;
        for (const event_column& c : columns_) bare = bare && c.missing(i);
        n += bare ? 1 : 0;
    }
    return n;
}

NEXTCLICK_INLINE std::uint64_t item_attributes::hash() const {
    detail::fnv1a h;
    h.word(size());
    for (const event_column& c : columns_) h.word(c.hash());
    return h.value;
}

NEXTCLICK_INLINE std::size_t item_attributes::memory_bytes() const {
    std::size_t n = 0;
    for (const event_column& c : columns_) n += c.memory_bytes();
    return n;
}

NEXTCLICK_INLINE std::string item_attributes::described(const event_column& c) { return "item_attributes: the column \"" + c.name() + '"'; }

NEXTCLICK_INLINE std::shared_ptr<const vocabulary> all_items_of(const vocabulary& first, const vocabulary& second) {
    auto all = std::make_shared<vocabulary>(first);
    for (item_index i = 0; i < second.size(); ++i) all->insert(second[i]);
    return all;
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
