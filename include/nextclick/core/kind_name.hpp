// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// The name of a type of model or method: its name in the zoo, or that of a method in the literature; "" for all others. The header
/// of the type specialises it, for all widths:
///     template <std::size_t Units>
///     inline constexpr std::string_view kind_name<zoo::gru4rec<Units>> = "gru4rec";
template <class T>
inline constexpr std::string_view kind_name{};

NEXTCLICK_END_NAMESPACE
