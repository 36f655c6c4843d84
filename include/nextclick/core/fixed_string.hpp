// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// A text as a template argument: `input::categorical<"Action", 5>`.
template <std::size_t N>
struct fixed_string {
    char text[N]{};

    constexpr fixed_string(const char (&from)[N]) { std::copy_n(from, N, text); }
    constexpr std::string_view view() const { return {text, N - 1}; }
};

NEXTCLICK_END_NAMESPACE
