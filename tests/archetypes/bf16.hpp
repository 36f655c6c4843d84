// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "nextclick/core/stored.hpp"

/// A stored form of tables, made only of this file: numbers of 2 bytes, the upper half of a float, with stochastic rounding so that
/// small steps are not lost.
struct bf16 {
    struct number {
        std::uint16_t bits;
        number() = default;
        explicit constexpr number(int) : bits(0) {}  // zero
        friend bool operator==(number, number) = default;
    };
    template <class T>
    using element = std::conditional_t<std::is_same_v<T, float>, number, T>;
    static constexpr const char* name() { return "bf16"; }
};

template <>
struct nextclick::stored<bf16::number> {
    using computed = float;
    static constexpr std::string_view dtype = "BF16";
    static void decode(std::span<const bf16::number> from, std::span<float> to) {
        for (std::size_t i = 0; i < from.size(); ++i) to[i] = std::bit_cast<float>(std::uint32_t{from[i].bits} << 16);
    }
    static void encode(std::span<const float> from, std::span<bf16::number> to, nextclick::random_stream random, std::size_t first) {
        for (std::size_t i = 0; i < from.size(); ++i) {
            const auto bits = std::bit_cast<std::uint32_t>(from[i]);
            to[i].bits = static_cast<std::uint16_t>((std::isfinite(from[i]) ? bits + (random.bits(first + i) & 0xffff) : bits) >> 16);
        }
    }
};
