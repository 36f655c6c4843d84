// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// What a type of model or method is called: its name in the zoo, or that of a published method; "" for all others.
/// Specialised beside the type, for any widths:
///     template <std::size_t Units>
///     inline constexpr std::string_view kind_name<zoo::gru4rec<Units>> = "gru4rec";
template <class T>
inline constexpr std::string_view kind_name{};

NEXTCLICK_END_NAMESPACE
