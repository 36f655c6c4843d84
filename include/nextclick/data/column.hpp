// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/vocabulary.hpp"

/// A named column beside item and time: action, dwell, category, price, or anything else a log has.
namespace nextclick::inline NEXTCLICK_ABI::data {

enum class column_kind : std::uint8_t { categorical, numeric };

/// Categorical (a code per event, and the vocabulary of the codes) or numeric (a float per event).
/// A missing category is `no_item`, a missing number NaN. memory: 4 bytes an event.
class event_column {
public:
    event_column(std::string name, std::shared_ptr<const vocabulary> categories, std::vector<item_index> codes)
        : name_(std::move(name)), categories_(std::move(categories)), values_(std::move(codes)) {}
    event_column(std::string name, std::vector<float> numbers) : name_(std::move(name)), values_(std::move(numbers)) {}

    const std::string& name() const { return name_; }
    column_kind kind() const { return static_cast<column_kind>(values_.index()); }
    bool categorical() const { return kind() == column_kind::categorical; }
    std::size_t size() const {
        return std::visit([](const auto& v) { return v.size(); }, values_);
    }

    /// Codes, one an event. Throws `data_error` if the column is numeric.
    std::span<const item_index> codes() const {
        require(categorical(), "numeric; read it with numbers()");
        return std::get<0>(values_);
    }
    const vocabulary& categories() const { return *shared_categories(); }
    const std::shared_ptr<const vocabulary>& shared_categories() const {
        require(categorical(), "numeric and has no categories");
        return categories_;
    }
    /// Numbers, one an event. Throws `data_error` if the column is categorical.
    std::span<const float> numbers() const {
        require(kind() == column_kind::numeric, "categorical; read it with codes(), or ask for it as column_type::numeric");
        return std::get<1>(values_);
    }

    bool missing(std::size_t row) const {
        return categorical() ? codes()[row] == no_item : std::isnan(numbers()[row]);
    }
    /// Whether two rows, neither of them missing, have the same value.
    bool same(std::size_t a, std::size_t b) const {
        return categorical() ? codes()[a] == codes()[b] : numbers()[a] == numbers()[b];
    }
    /// The value of a row, for messages.
    std::string shown(std::size_t row) const {
        if (missing(row)) return "nothing";
        return categorical() ? '"' + categories().name(codes()[row]) + '"' : std::to_string(numbers()[row]);
    }
    /// A column of these rows in this order, `no_item` for a row without a value.
    event_column rows(std::span<const std::uint32_t> which) const {
        const auto taken = [&](const auto& values, auto none) {
            std::remove_cvref_t<decltype(values)> to;
            to.reserve(which.size());
            for (const std::uint32_t r : which) to.push_back(r == no_item ? none : values[r]);
            return to;
        };
        if (categorical()) return {name_, categories_, taken(std::get<0>(values_), no_item)};
        return {name_, taken(std::get<1>(values_), std::numeric_limits<float>::quiet_NaN())};
    }
    /// Names the whole content: FNV-1a 64 over name, categories and values.
    std::uint64_t hash() const {
        detail::fnv1a h;
        h.text(name_);
        h.word(static_cast<std::uint64_t>(kind()));
        if (categorical()) h.word(categories_->hash());
        std::visit([&](const auto& v) { for (const auto x : v) h.word(std::bit_cast<std::uint32_t>(x)); }, values_);
        return h.value;
    }

    /// Calls f(vector of codes) or f(vector of numbers): how filters and splits move events, whatever the column.
    template <class F>
    decltype(auto) edit(F&& f) {
        return std::visit(std::forward<F>(f), values_);
    }
    std::size_t memory_bytes() const {
        return std::visit([](const auto& v) { return v.capacity() * 4; }, values_);
    }

private:
    void require(bool yes, const char* what) const {
        if (!yes) throw data_error("column \"" + name_ + "\" is " + what);
    }
    std::string name_;
    std::shared_ptr<const vocabulary> categories_;
    std::variant<std::vector<item_index>, std::vector<float>> values_;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::data
