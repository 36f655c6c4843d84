// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
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
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/item_id.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// What a click carries besides its item, as column names and values of the log.
NEXTCLICK_BEGIN_NAMESPACE
namespace serve {

/// A named column of a click and its value: {"Action", "Cart"}, {"Dwell", 41.0}, {"Image", vector}, {"Title", "red shoe"}. A view:
/// texts and vectors must outlive the call.
class column_value {
public:
    template <std::integral I>
    column_value(std::string_view name, I value)
        : name_(name),
          kind_(std::in_range<std::int64_t>(value) ? kind::integer : kind::number),
          integer_(static_cast<std::int64_t>(value)),
          number_(static_cast<double>(value)) {}
    template <std::floating_point F>
    column_value(std::string_view name, F value) : name_(name), kind_(kind::number), number_(static_cast<double>(value)) {}
    template <data::Text S>
    column_value(std::string_view name, const S& value) : name_(name), kind_(kind::text), text_(value) {}
    template <std::convertible_to<std::span<const float>> V>
    column_value(std::string_view name, const V& value) : name_(name), kind_(kind::vector), vector_(value) {}

    std::string_view name() const { return name_; }
    /// Calls f(std::int64_t), f(double), f(std::string_view) or f(std::span<const float>), by the type of the value.
    template <class F>
    decltype(auto) visit(F&& f) const {
        switch (kind_) {
            case kind::integer:
                return f(integer_);
            case kind::number:
                return f(number_);
            case kind::text:
                return f(text_);
            default:
                return f(vector_);
        }
    }
    /// The value as a category: its code, or `no_item` if unknown. Throws `argument_error` for a number with a fraction.
    item_index code(const data::vocabulary& categories) const;
    /// The value as a number. Throws `argument_error` for any other type.
    float number() const;
    /// The value as text, the source of a bag. Throws `argument_error` for any other type.
    std::string_view text() const;
    /// The value as a vector. Throws `argument_error` for any other type or width.
    std::span<const float> vector(std::size_t width) const;

private:
    enum class kind : std::uint8_t { integer, number, text, vector };
    std::string column_label() const;
    std::string type_name() const;

    std::string_view name_;
    kind kind_;
    std::int64_t integer_ = 0;
    double number_ = 0;
    std::string_view text_{};
    std::span<const float> vector_{};
};

/// The columns of a single event, in the form that the input of a model reads. Columns not given count as missing, and so do
/// categories unknown to the model.   cost  compares names; hashes categories only
template <class Input>
class event_columns {
    static constexpr std::size_t count = input::column_count<Input>;

public:
    /// The columns are stored in `memory`. Throws `argument_error` for a column that the input does not read, and for a value of
    /// the wrong kind.
    event_columns(const Input& input, std::span<const column_value> values, workspace& memory) {
        std::size_t k = 0;
        input::for_each_column(input, [&](const auto& policy) {
            column_rows& to = rows_[k];
            to.name = policy.column_name();
            const column_value* given = nullptr;
            for (const column_value& v : values)
                if (v.name() == to.name) given = &v;
            using column_kind = input::column_kind_of<std::remove_reference_t<decltype(policy)>>;
            column_kind::take(column_kind::of(policy), given, memory, to);
            kept_[k++] = {&column_kind::word_count, &column_kind::write_words};
        });
        for (const column_value& v : values) refuse_unread(v.name());
    }

    std::span<const column_rows> rows() const { return rows_; }

    /// The columns as words of 4 bytes (codes, and the bits of numbers), for storing events; `columns_of` reads them back.
    std::size_t word_count() const {
        std::size_t n = 0;
        for (std::size_t k = 0; k < count; ++k) n += kept_[k].count(rows_[k]);
        return n;
    }
    void write_words(std::uint32_t* to) const {
        for (std::size_t k = 0; k < count; ++k) to = kept_[k].write(rows_[k], to);
    }

private:
    void refuse_unread(std::string_view name) const {
        for (const column_rows& c : rows_)
            if (c.name == name) return;
        std::string read;
        for (const column_rows& c : rows_) read += (read.empty() ? "\"" : ", \"") + std::string(c.name) + '"';
        throw argument_error("serve: the model reads no column \"" + std::string(name) + "\"; it reads " + (read.empty() ? "none" : read));
    }

    /// Functions by which the kind of a column stores its value as words.
    struct words {
        std::size_t (*count)(const column_rows&);
        std::uint32_t* (*write)(const column_rows&, std::uint32_t*);
    };
    std::array<column_rows, count> rows_{};
    std::array<words, count> kept_{};
};

/// Returns the position after one column of an event stored as words; null if the words are invalid or extend beyond `end`.
template <class Policy>
const std::uint32_t* skip_words(const Policy& policy, const std::uint32_t* at, const std::uint32_t* end) {
    using column_kind = input::column_kind_of<Policy>;
    const std::size_t n = column_kind::skip_words(column_kind::of(policy), {at, end});
    return n == 0 || static_cast<std::size_t>(end - at) < n ? nullptr : at + n;
}

/// The columns of events stored as words: at[t] points to the words of event t, and is advanced past them. The rows
/// are views into `memory`.
template <class Input>
std::array<column_rows, input::column_count<Input>> columns_of(const Input& input, std::span<const std::uint32_t*> at, workspace& memory) {
    std::array<column_rows, input::column_count<Input>> rows{};
    std::size_t k = 0;
    input::for_each_column(input, [&]<class Policy>(const Policy& policy) {
        using column_kind = input::column_kind_of<Policy>;
        rows[k].name = policy.column_name();
        column_kind::read_words(column_kind::of(policy), at, memory, rows[k++]);
    });
    return rows;
}

}  // namespace serve
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/serve/event.ipp"
#endif
