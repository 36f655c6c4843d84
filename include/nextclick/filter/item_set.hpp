// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/item_attributes.hpp"
#include "nextclick/data/vocabulary.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace filter {

/// A set of a model's items, one bit per item: those in stock, of a category, for adults. It is a filter for `top(k, set)`, and
/// combines with other sets.   memory  item_count / 8 bytes
class item_set {
public:
    /// An empty set, or the set of all items.
    explicit item_set(std::size_t item_count, bool all = false)
        : size_(item_count), bits_((item_count + 63) / 64, all ? ~std::uint64_t{0} : 0) {
        clear_tail();
    }
    /// The items of a list; ids that are not in the vocabulary are ignored.
    static item_set of(const data::vocabulary& items, std::span<const data::item_id> ids);
    /// The items with this value in a categorical column of a table for the model's items (`for_items`); empty if no item has the
    /// value. Throws `data_error` if the table has no such column, `argument_error` if it is not categorical.
    static item_set where(const data::item_attributes& table, std::string_view column, const data::item_id& value);

    std::size_t item_count() const { return size_; }
    /// The number of items in the set.
    std::size_t count() const;
    /// Whether the item is in the set; false for an index of at least item_count.
    bool operator()(item_index i) const { return i < size_ && (bits_[i / 64] >> (i % 64) & 1) != 0; }
    void insert(item_index i);
    void erase(item_index i);

    /// Intersection, union, complement. Throw `argument_error` for sets of different catalogues.
    item_set& operator&=(const item_set& other);
    item_set& operator|=(const item_set& other);
    item_set& operator-=(const item_set& other);
    item_set operator~() const;
    friend item_set operator&(item_set a, const item_set& b) { return a &= b; }
    friend item_set operator|(item_set a, const item_set& b) { return a |= b; }
    friend item_set operator-(item_set a, const item_set& b) { return a -= b; }
    friend bool operator==(const item_set&, const item_set&) = default;

private:
    template <class Op>
    item_set& combine(const item_set& other, Op op) {
        if (other.size_ != size_)
            throw argument_error("filter::item_set: sets of " + std::to_string(size_) + " and " + std::to_string(other.size_) +
                                 " items; make both for one model");
        for (std::size_t w = 0; w < bits_.size(); ++w) bits_[w] = op(bits_[w], other.bits_[w]);
        return *this;
    }
    void clear_tail() {
        if (size_ % 64 != 0) bits_.back() &= (std::uint64_t{1} << (size_ % 64)) - 1;
    }

    std::size_t size_;
    std::vector<std::uint64_t> bits_;
};

}  // namespace filter
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/filter/item_set.ipp"
#endif
