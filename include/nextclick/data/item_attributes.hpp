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
    item_attributes(std::shared_ptr<const vocabulary> items, std::vector<event_column> columns);

    std::size_t size() const { return items_->size(); }
    const vocabulary& items() const { return *items_; }
    const std::shared_ptr<const vocabulary>& shared_items() const { return items_; }
    std::span<const event_column> columns() const { return columns_; }
    const event_column* find_column(std::string_view name) const;
    /// Throws `data_error` with the names there are.
    const event_column& column(std::string_view name) const;

    /// The table with a row for each of these items, in their order; those that it does not have get missing values. Item
    /// numbers of a model are those of its vocabulary: lay a table out for the items that the model is made of.
    item_attributes for_items(std::shared_ptr<const vocabulary> items) const;
    /// The columns of both, for the items of this one. Throws `data_error` if both have a column of one name.
    item_attributes joined_with(const item_attributes& other) const;
    /// How many of its items have a value in no column.
    std::size_t bare_items() const;

    /// Names the whole content but the items.
    std::uint64_t hash() const;
    std::size_t memory_bytes() const;

private:
    static std::string said(const event_column& c);

    std::shared_ptr<const vocabulary> items_ = std::make_shared<const vocabulary>();
    std::vector<event_column> columns_;
};

/// The items of `first`, and behind them those that only `second` has: of a log and a table of all there is to sell, so
/// that a model knows items which nobody has clicked yet. Numbers of the first stay.
std::shared_ptr<const vocabulary> all_items_of(const vocabulary& first, const vocabulary& second);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/item_attributes.ipp"
#endif
