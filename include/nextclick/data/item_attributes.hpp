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

/// Attributes of items: colour, price, brand, or any other column with one row per item.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Columns with one row for each item of a vocabulary. `read_items` reads one, `items_of` derives one from a log; input::of_item
/// passes it to a model.   memory  4 bytes a value
class item_attributes {
public:
    item_attributes() = default;
    /// Throws `data_error` if a column has another size than the items, or two columns have the same name.
    item_attributes(std::shared_ptr<const vocabulary> items, std::vector<event_column> columns);

    std::size_t size() const { return items_->size(); }
    const vocabulary& items() const { return *items_; }
    const std::shared_ptr<const vocabulary>& shared_items() const { return items_; }
    std::span<const event_column> columns() const { return columns_; }
    const event_column* find_column(std::string_view name) const;
    /// Throws `data_error` that lists the existing names.
    const event_column& column(std::string_view name) const;

    /// The table with a row for each of these items, in their order; items that it does not have get missing values. A model's item
    /// indices are those of its vocabulary, so pass the vocabulary of the model.
    item_attributes for_items(std::shared_ptr<const vocabulary> items) const;
    /// The columns of both tables, for the items of this one. Throws `data_error` if both have a column of the same name.
    item_attributes joined_with(const item_attributes& other) const;
    /// The number of items without a value in any column.
    std::size_t bare_items() const;

    /// A hash of the columns, without the items.
    std::uint64_t hash() const;
    std::size_t memory_bytes() const;

private:
    static std::string described(const event_column& c);

    std::shared_ptr<const vocabulary> items_ = std::make_shared<const vocabulary>();
    std::vector<event_column> columns_;
};

/// The items of `first`, followed by those that only `second` has, for example of a log and of a whole catalogue, so that a model
/// includes items without clicks. Indices of `first` are kept.
std::shared_ptr<const vocabulary> all_items_of(const vocabulary& first, const vocabulary& second);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/item_attributes.ipp"
#endif
