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

/// Parsing of numbers without locale, allocation or exceptions.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class scanned : std::uint8_t { ok, malformed, overflow };

namespace detail {

/// Advances p past the leading digits and appends them to `value`; the caller ensures that they fit. Eight digits at a time are
/// combined in one word: 2, then 4, then 8 neighbours.
const char* take_digits(const char* p, const char* end, std::int64_t& value);

}  // namespace detail

/// Reads an integer in the spelling of `std::to_string`: digits, an optional minus, no leading zeros. Ids must be canonical,
/// otherwise "7" and "007" would become the same item.
scanned scan_id(std::string_view text, std::int64_t& out);

/// Reads a finite number of a numeric column; a number outside the range of float is an overflow, NaN and infinities are malformed.
scanned scan_float(std::string_view text, float& out);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/scan.ipp"
#endif
