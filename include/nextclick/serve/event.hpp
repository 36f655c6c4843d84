// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/core/packed.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/item_id.hpp"
#include "nextclick/input/column.hpp"

/// What a click brings besides its item, in the shop's own terms.
namespace nextclick::inline NEXTCLICK_ABI::serve {

/// A column of a click and its value: {"Action", "Cart"}, {"Dwell", 41.0}. A view: texts must live until the call ends.
class column_value {
public:
    template <std::integral I>
    column_value(std::string_view name, I value)
        : name_(name), kind_(std::in_range<std::int64_t>(value) ? kind::integer : kind::number),
          integer_(static_cast<std::int64_t>(value)), number_(static_cast<double>(value)) {}
    template <std::floating_point F>
    column_value(std::string_view name, F value) : name_(name), kind_(kind::number), number_(static_cast<double>(value)) {}
    template <data::Text S>
    column_value(std::string_view name, const S& value) : name_(name), kind_(kind::text), text_(value) {}

    std::string_view name() const { return name_; }
    /// As a category: its number, or `no_item`. Throws `argument_error` for a number with a fraction.
    item_index code(const data::vocabulary& categories) const {
        if (kind_ == kind::text) return categories.find(text_);
        if (kind_ == kind::integer) return categories.find(integer_);
        throw argument_error(said() + " is a floating-point number, but the column has categories; give text or an integer");
    }
    /// As a number. Throws `argument_error` for text.
    float number() const {
        if (kind_ == kind::text) throw argument_error(said() + " is text, but the column is numeric; give a number");
        return static_cast<float>(number_);
    }

private:
    enum class kind : std::uint8_t { integer, number, text };
    std::string said() const { return "serve: the value of column \"" + std::string(name_) + '"'; }

    std::string_view name_;
    kind kind_;
    std::int64_t integer_ = 0;
    double number_ = 0;
    std::string_view text_{};
};

/// The columns of a single event, as the input of a model reads them. What is not given is missing; a category that the
/// model does not know counts as missing too. Allocates nothing. cost: names are compared, nothing is hashed but categories
template <class Input>
class event_columns {
    static constexpr std::size_t count = input::column_count<Input>;

public:
    /// Throws `argument_error` for a column that the input does not read, and for a value of the wrong kind.
    event_columns(const Input& input, std::span<const column_value> values) {
        std::size_t k = 0;
        input::for_each_column(input, [&](const auto& policy) {
            constexpr bool categorical = requires { policy.categories; };
            code_[k] = no_item;
            number_[k] = std::numeric_limits<float>::quiet_NaN();
            rows_[k].name = policy.column_name();
            for (const column_value& v : values) {
                if (v.name() != rows_[k].name) continue;
                if constexpr (categorical)
                    code_[k] = v.code(*policy.categories);
                else
                    number_[k] = v.number();
            }
            if constexpr (categorical)
                rows_[k].codes = {&code_[k], 1};
            else
                rows_[k].numbers = {&number_[k], 1};
            ++k;
        });
        for (const column_value& v : values) refuse_unread(v.name());
    }
    event_columns(const event_columns&) = delete;  // spans look into it
    event_columns& operator=(const event_columns&) = delete;

    std::span<const column_rows> rows() const { return rows_; }
    /// One an input column, in order: `no_item` or NaN if missing.
    std::span<const item_index> codes() const { return code_; }
    std::span<const float> numbers() const { return number_; }

    /// The same in 4 bytes each, codes and the bits of numbers, for whoever keeps events; `columns_of` reads them.
    std::array<std::uint32_t, count> words() const {
        std::array<std::uint32_t, count> w{};
        for (std::size_t k = 0; k < count; ++k)
            w[k] = rows_[k].codes.empty() ? std::bit_cast<std::uint32_t>(number_[k]) : code_[k];
        return w;
    }

private:
    void refuse_unread(std::string_view name) const {
        std::string read;
        for (const column_rows& c : rows_) {
            if (c.name == name) return;
            read += (read.empty() ? "\"" : ", \"") + std::string(c.name) + '"';
        }
        throw argument_error("serve: the model reads no column \"" + std::string(name) + "\"; it reads " +
                             (read.empty() ? "none" : read));
    }

    std::array<column_rows, count> rows_{};
    std::array<item_index, count> code_{};
    std::array<float, count> number_{};
};

/// The columns of n events kept as words: word(event, column). Views into `memory`.
template <class Input, class Word>
std::array<column_rows, input::column_count<Input>> columns_of(const Input& input, std::size_t n, workspace& memory,
                                                               const Word& word) {
    std::array<column_rows, input::column_count<Input>> rows{};
    std::size_t k = 0;
    input::for_each_column(input, [&](const auto& policy) {
        rows[k].name = policy.column_name();
        if constexpr (requires { policy.categories; }) {
            const auto codes = memory.take_span<item_index>(n);
            for (std::size_t t = 0; t < n; ++t) codes[t] = word(t, k);
            rows[k].codes = codes;
        } else {
            const auto numbers = memory.take_span<float>(n);
            for (std::size_t t = 0; t < n; ++t) numbers[t] = std::bit_cast<float>(word(t, k));
            rows[k].numbers = numbers;
        }
        ++k;
    });
    return rows;
}

}  // namespace nextclick::inline NEXTCLICK_ABI::serve
