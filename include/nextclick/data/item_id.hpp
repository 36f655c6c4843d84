// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <compare>
#include <concepts>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/error.hpp"

/// The external id of an item, session, user or category: an integer or a string.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class id_kind : std::uint8_t { integer, string };

template <class S>
concept Text = std::convertible_to<const S&, std::string_view>;

/// A non-owning id of 32 bytes. A string id points to the characters it was made from (a literal, or a vocabulary) and is valid as
/// long as they are; `to_string()` makes an owning copy.
class item_id {
public:
    template <std::integral I>
    item_id(I value) : value_(static_cast<std::int64_t>(value)) {
        if (!std::in_range<std::int64_t>(value))
            throw argument_error("item_id: " + std::to_string(value) + " does not fit 64 bits with a sign; pass it as a string");
    }
    template <Text S>
    item_id(const S& text) : text_(text), kind_(id_kind::string) {}

    id_kind kind() const { return kind_; }
    std::int64_t integer() const { return value_; }    ///< 0 for a string id
    std::string_view string() const { return text_; }  ///< empty for an integer id
    std::string to_string() const { return kind_ == id_kind::integer ? std::to_string(value_) : std::string(text_); }

    /// Integers are ordered before strings; 7 and "7" are different ids (but a vocabulary finds either).
    friend bool operator==(const item_id&, const item_id&) = default;
    friend std::strong_ordering operator<=>(const item_id& a, const item_id& b) {
        if (const auto c = a.kind_ <=> b.kind_; c != 0) return c;
        if (const auto c = a.value_ <=> b.value_; c != 0) return c;
        return a.text_ <=> b.text_;
    }
    friend std::ostream& operator<<(std::ostream& out, const item_id& id) { return out << id.to_string(); }

private:
    std::string_view text_;
    std::int64_t value_ = 0;
    id_kind kind_ = id_kind::integer;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
