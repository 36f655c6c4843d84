// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "nextclick/core/config.hpp"

/// Counter-based random numbers: a draw is a function of (seed, stream, position), independent of threads and of the order of calls.
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011 (Philox 4x32, 10 rounds).
NEXTCLICK_BEGIN_NAMESPACE

using random_block = std::array<std::uint32_t, 4>;

/// Philox 4x32-10: 128 bits of counter and 64 bits of key to 128 random bits.
constexpr random_block philox(random_block counter, std::uint32_t key0, std::uint32_t key1) noexcept {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
        const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
        counter = {static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(b),
                   static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(a)};
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return counter;
}

/// An unbounded sequence of random numbers, indexed by position. Copyable, stateless, safe to share between threads.
struct random_stream {
    std::uint64_t seed = 0, stream = 0;

    /// Four words at a time; block i holds the words 4i .. 4i+3.
    constexpr random_block block(std::uint64_t i) const noexcept {
        return philox({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i >> 32), static_cast<std::uint32_t>(stream),
                       static_cast<std::uint32_t>(stream >> 32)},
                      static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
    }
    constexpr std::uint32_t bits(std::uint64_t i) const noexcept { return block(i / 4)[i % 4]; }

    /// Uniform in [0, 1), 24 bits.
    constexpr double uniform(std::uint64_t i) const noexcept { return (bits(i) >> 8) * 0x1p-24; }

    /// Uniform in 0 .. n-1 (n > 0); the bias of the multiply-shift is below n / 2^32.
    constexpr std::uint32_t below(std::uint64_t i, std::uint32_t n) const noexcept {
        return static_cast<std::uint32_t>((std::uint64_t{bits(i)} * n) >> 32);
    }

    /// Standard normal (Box-Muller on block i).
    double normal(std::uint64_t i) const noexcept {
        const auto b = block(i);
        const double u = (b[0] + 1.0) * 0x1p-32, v = b[1] * 0x1p-32;
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
    }

    /// Another, independent sequence under the same seed.
    constexpr random_stream fork(std::uint64_t name) const noexcept {
        const auto b = philox({static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(name >> 32), 0x666f726bu, 0},
                              static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32));
        return {seed, (std::uint64_t{b[1]} << 32) | b[0]};
    }
};

NEXTCLICK_END_NAMESPACE
