// SPDX-License-Identifier: Apache-2.0
#pragma once
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
#include "nextclick/data/vocabulary.hpp"

/// A named column beside item and time: action, dwell, category, price, or anything else a log has.
namespace nextclick::inline NEXTCLICK_ABI::data {

/// Categorical (a code per event, and the vocabulary of the codes) or numeric (a float per event).
/// A missing category is `no_item`, a missing number NaN. memory: 4 bytes an event.
class event_column {
public:
    event_column(std::string name, std::shared_ptr<const vocabulary> categories, std::vector<item_index> codes)
        : name_(std::move(name)), categories_(std::move(categories)), values_(std::move(codes)) {}
    event_column(std::string name, std::vector<float> numbers) : name_(std::move(name)), values_(std::move(numbers)) {}

    const std::string& name() const { return name_; }
    bool categorical() const { return values_.index() == 0; }
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
        require(!categorical(), "categorical; read it with codes(), or ask for it as column_type::numeric");
        return std::get<1>(values_);
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
