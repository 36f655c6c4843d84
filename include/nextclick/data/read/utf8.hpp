// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "nextclick/core/config.hpp"

/// Text that is UTF-8, and text that is not.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Bytes of the well-formed UTF-8 character that the text begins with (Unicode 15, table 3-7); 0 if there is none.
std::size_t utf8_character(std::string_view text);

bool is_ascii(std::string_view text);

/// Where the first byte stands that is no part of well-formed UTF-8; npos if there is none.
std::size_t not_utf8(std::string_view text);

/// What is wrong with a text that is no UTF-8, and how to mend it.
std::string utf8_complaint(std::string_view text);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/utf8.ipp"
#endif
