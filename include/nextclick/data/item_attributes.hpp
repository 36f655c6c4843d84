// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/vocabulary.hpp"

/// What is known of items, whoever clicked them: colour, price, brand, or any other column with one row an item.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Columns with one row for each item of a vocabulary. `read_items` reads one, `items_of` takes one from a log;
/// input::of_item feeds it to a model.   memory  4 bytes a value
class item_attributes {
public:
    item_attributes() = default;
    /// Throws `data_error` if a column and the items differ in number, or two columns have one name.
    item_attributes(std::shared_ptr<const vocabulary> items, std::vector<event_column> columns)
        : items_(std::move(items)), columns_(std::move(columns)) {
        if (items_ == nullptr) throw data_error("item_attributes: there is no vocabulary of items; give one");
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            if (columns_[c].size() != size())
                throw data_error(said(columns_[c]) + " has " + std::to_string(columns_[c].size()) + " rows, and there are " +
                                 std::to_string(size()) + " items; give a row for every item");
            if (find_column(columns_[c].name()) != &columns_[c])
                throw data_error(said(columns_[c]) + " is there twice; rename or leave out one of them");
        }
    }

    std::size_t size() const { return items_->size(); }
    const vocabulary& items() const { return *items_; }
    const std::shared_ptr<const vocabulary>& shared_items() const { return items_; }
    std::span<const event_column> columns() const { return columns_; }
    const event_column* find_column(std::string_view name) const {
        for (const event_column& c : columns_)
            if (c.name() == name) return &c;
        return nullptr;
    }
    /// Throws `data_error` with the names there are.
    const event_column& column(std::string_view name) const {
        if (const event_column* c = find_column(name)) return *c;
        std::string there;
        for (const event_column& c : columns_) there += (there.empty() ? "\"" : ", \"") + c.name() + '"';
        throw data_error("item_attributes: there is no column \"" + std::string(name) + "\", only " +
                         (there.empty() ? "the items" : there) + "; name the columns to read in read_options::columns");
    }

    /// The table with a row for each of these items, in their order; those that it does not have get missing values. Item
    /// numbers of a model are those of its vocabulary: lay a table out for the items that the model is made of.
    item_attributes for_items(std::shared_ptr<const vocabulary> items) const {
        if (items == items_) return *this;
        const std::vector<item_index> rows = translation(*items, *items_);
        std::vector<event_column> columns;
        columns.reserve(columns_.size());
        for (const event_column& c : columns_) columns.push_back(c.rows(rows));
        return {std::move(items), std::move(columns)};
    }
    /// The columns of both, for the items of this one. Throws `data_error` if both have a column of one name.
    item_attributes joined_with(const item_attributes& other) const {
        std::vector<event_column> columns = columns_;
        for (const event_column& c : other.for_items(items_).columns_) columns.push_back(c);
        return {items_, std::move(columns)};
    }
    /// How many of its items have a value in no column.
    std::size_t bare_items() const {
        std::size_t n = 0;
        for (std::size_t i = 0; i < size(); ++i) {
            bool bare = true;
            for (const event_column& c : columns_) bare = bare && c.missing(i);
            n += bare ? 1 : 0;
        }
        return n;
    }

    /// Names the whole content but the items.
    std::uint64_t hash() const {
        detail::fnv1a h;
        h.word(size());
        for (const event_column& c : columns_) h.word(c.hash());
        return h.value;
    }
    std::size_t memory_bytes() const {
        std::size_t n = 0;
        for (const event_column& c : columns_) n += c.memory_bytes();
        return n;
    }

private:
    static std::string said(const event_column& c) { return "item_attributes: the column \"" + c.name() + '"'; }

    std::shared_ptr<const vocabulary> items_ = std::make_shared<const vocabulary>();
    std::vector<event_column> columns_;
};

/// The items of `first`, and behind them those that only `second` has: of a log and a table of all there is to sell, so
/// that a model knows items which nobody has clicked yet. Numbers of the first stay.
inline std::shared_ptr<const vocabulary> all_items_of(const vocabulary& first, const vocabulary& second) {
    auto all = std::make_shared<vocabulary>(first);
    for (item_index i = 0; i < second.size(); ++i) all->insert(second[i]);
    return all;
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
