// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "nextclick/core/config.hpp"

/// Helpers for fields of text.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// A field for a message: truncated, without control characters.
std::string shown(std::string_view text);

std::string_view trimmed(std::string_view s);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Whether a field is empty or a common word for a missing value: NaN, NA, null, none, \\N.
bool is_missing(std::string_view text);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/text_fields.ipp"
#endif
