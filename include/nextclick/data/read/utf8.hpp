// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "nextclick/core/config.hpp"

/// Validation of UTF-8.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Number of bytes of the well-formed UTF-8 character at the start of the text (Unicode 15, table 3-7); 0 if there is none.
std::size_t utf8_character(std::string_view text);

bool is_ascii(std::string_view text);

/// Position of the first byte that is not part of well-formed UTF-8; npos if there is none.
std::size_t not_utf8(std::string_view text);

/// The fault in a text that is not UTF-8, and the remedy.
std::string utf8_fault(std::string_view text);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/utf8.ipp"
#endif
