// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <system_error>

#include "nextclick/core/config.hpp"

/// From text to numbers, without locale, allocation or exceptions.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class scanned : std::uint8_t { ok, malformed, overflow };

namespace detail {

/// Moves p past the leading digits and adds them to `value`; the caller knows that they fit. Eight at a time where
/// there are so many: 2, then 4, then 8 neighbours are joined in one word.
const char* take_digits(const char* p, const char* end, std::int64_t& value);

}  // namespace detail

/// An integer spelled the one way that `std::to_string` spells it: digits, perhaps a minus, no leading zeros. Ids must
/// be canonical, otherwise "7" and "007" would quietly become one item.
scanned scan_id(std::string_view text, std::int64_t& out);

/// A finite number of a numeric column; what does not fit a float is an overflow, NaN and infinities are malformed.
scanned scan_float(std::string_view text, float& out);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/scan.ipp"
#endif
