// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

/// What one build of the library computes from `count` numbers drawn with a seed.
struct computed {
    double dot = 0, product = 0, log_sum_exp = 0;
    double worst_difference = 0;  ///< between the kernels and their plain twins, relative
    std::vector<float> drawn;     ///< the same in every build
};

computed compute_v2(std::uint64_t seed, std::size_t count);
computed compute_v3(std::uint64_t seed, std::size_t count);
computed compute_v4(std::uint64_t seed, std::size_t count);
computed compute_arm64(std::uint64_t seed, std::size_t count);
