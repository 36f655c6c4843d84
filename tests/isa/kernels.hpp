// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>

/// The results of one build of the library on `count` numbers drawn with a seed.
struct computed {
    double dot = 0, product = 0, log_sum_exp = 0;
    double worst_difference = 0;      ///< between the kernels and their plain twins, relative
    std::array<float, 1024> drawn{};  ///< the same in every build, and no function of std that builds could share
};

computed compute_v2(std::uint64_t seed, std::size_t count);
computed compute_v3(std::uint64_t seed, std::size_t count);
computed compute_v4(std::uint64_t seed, std::size_t count);
computed compute_arm64(std::uint64_t seed, std::size_t count);
