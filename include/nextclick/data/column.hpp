// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/column_kinds.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/data/vocabulary.hpp"

/// A named column besides item and time: action, dwell, category, price, picture, or any other of a log.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
template <class... Kinds>
struct kind_list {
    template <class K>
    static constexpr bool has = (std::same_as<K, Kinds> || ...);
    using schemas = std::variant<typename Kinds::schema...>;
};
}  // namespace detail

template <class K>
concept ColumnKind = of_column_kinds<detail::kind_list>::has<K>;

/// Values of one kind, one per event or item.
class event_column {
public:
    event_column(const event_column&);
    event_column(event_column&&) noexcept;
    event_column& operator=(const event_column&);
    event_column& operator=(event_column&&) noexcept;
    ~event_column();
    /// Throws `data_error` for invalid values: vectors of width 0, or with an incomplete last row.
    template <ColumnKind K>
    event_column(std::string name, K column) : name_(std::move(name)), column_(std::move(column)) {
        if (const char* why = as<K>().malformed()) throw data_error("column \"" + name_ + "\" " + why);
    }
    event_column(std::string name, std::shared_ptr<const vocabulary> categories, std::vector<item_index> codes);
    event_column(std::string name, std::vector<float> numbers);
    event_column(std::string name, vector_rows vectors);
    /// Bags of terms. `separator` separates terms in text; 0: words (split_terms.hpp). The vocabulary may be null if codes are not ids.
    event_column(std::string name, std::shared_ptr<const vocabulary> terms, bag_rows bags, char separator);

    const std::string& name() const { return name_; }
    template <ColumnKind K>
    bool is() const {
        return std::holds_alternative<K>(column_);
    }
    bool same_kind(const event_column& other) const { return column_.index() == other.column_.index(); }
    /// The column as kind K. Throws `data_error` if it is of another kind.
    template <ColumnKind K>
    const K& as() const {
        if (const K* column = std::get_if<K>(&column_)) return *column;
        throw data_error("column \"" + name_ + "\" is " + kind_name() + "; " + K::remedy);
    }
    /// Calls f(column) with the column as its kind.
    template <class F>
    decltype(auto) visit(F&& f) const {
        return std::visit(std::forward<F>(f), column_);
    }
    /// The name of the kind ("categorical", ...), for error messages.
    const char* kind_name() const;
    bool categorical() const { return is<kind::categorical>(); }
    std::size_t size() const;

    /// The values of a column of one kind. Throw `data_error` if the column is of another kind.
    std::span<const item_index> codes() const { return as<kind::categorical>().values; }
    const vocabulary& categories() const { return *shared_categories(); }
    const std::shared_ptr<const vocabulary>& shared_categories() const { return as<kind::categorical>().categories; }
    std::span<const float> numbers() const { return as<kind::numeric>().values; }
    const vector_rows& vectors() const { return as<kind::vectors>().values; }
    const bag_rows& bags() const { return as<kind::bags>().values; }
    /// The vocabulary of the codes of bags.
    const std::shared_ptr<const vocabulary>& shared_terms() const { return as<kind::bags>().terms; }
    char separator() const { return as<kind::bags>().separator; }

    bool missing(std::size_t row) const;
    /// Whether two rows, neither missing, have the same value.
    bool same(std::size_t a, std::size_t b) const;
    /// The value of a row as text, for messages.
    std::string shown(std::size_t row) const;
    /// The terms of a row of bags as text that reads back as the same bag: each term is repeated by its count.
    std::string text(std::size_t row) const { return as<kind::bags>().spelled(row); }
    /// A column of these rows in this order; `no_item` gives a missing value.
    event_column rows(std::span<const std::uint32_t> which) const;
    /// A column of the rows in these ranges, in their order.
    event_column rows(std::span<const detail::event_range> which) const;
    /// A hash of the whole content: FNV-1a 64 over name, kind, vocabulary and values.
    std::uint64_t hash() const;

    template <class F>
    decltype(auto) visit(F&& f) {
        return std::visit(std::forward<F>(f), column_);
    }
    /// Calls f(values) with the column's values, so that filters and splits move events of any kind of column.
    template <class F>
    decltype(auto) edit(F&& f) {
        return visit([&](auto& c) -> decltype(auto) { return f(c.values); });
    }
    std::size_t memory_bytes() const;

private:
    std::string name_;
    of_column_kinds<std::variant> column_;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/column.ipp"
#endif
