// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/config.hpp"
#include "nextclick/data/item_id.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The value of an event in a column: text, a number, or missing. Non-owning: text must outlive it.
class field_value {
public:
    enum class kind : std::uint8_t { nothing, text, integer, real };

    field_value() = default;  ///< missing
    /// Empty text is missing.
    template <Text S>
    field_value(const S& text) : text_(text), kind_(text_.empty() ? kind::nothing : kind::text) {}
    template <std::integral I>
    field_value(I value)
        : integer_(static_cast<std::int64_t>(value)),
          real_(static_cast<double>(value)),
          kind_(std::in_range<std::int64_t>(value) ? kind::integer : kind::real) {}
    /// NaN is missing.
    template <std::floating_point F>
    field_value(F value) : real_(static_cast<double>(value)), kind_(value == value ? kind::real : kind::nothing) {}

    kind what() const { return kind_; }
    bool missing() const { return kind_ == kind::nothing; }
    double number() const { return real_; }
    /// The text, or the number formatted in `room`: integers as ids, others in the shortest form that reads back.
    std::string_view text(std::array<char, 32>& room) const {
        if (kind_ == kind::text || kind_ == kind::nothing) return text_;
        char* const end = room.data() + room.size();
        const auto last =
            kind_ == kind::integer ? std::to_chars(room.data(), end, integer_).ptr : std::to_chars(room.data(), end, real_).ptr;
        return {room.data(), static_cast<std::size_t>(last - room.data())};
    }
    std::string_view as_text() const { return text_; }  ///< empty for numbers

private:
    std::string_view text_;
    std::int64_t integer_ = 0;
    double real_ = 0;
    kind kind_ = kind::nothing;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
