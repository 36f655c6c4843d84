// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "nextclick/core/config.hpp"

/// Fields of text, as readers look at them.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// A field's bytes for a message: short, and without anything that a terminal would act on.
std::string shown(std::string_view text);

std::string_view trimmed(std::string_view s);

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Whether a field holds nothing, or a word that programs write for "no value": NaN, NA, null, none, \\N.
bool is_missing(std::string_view text);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/text_fields.ipp"
#endif
