// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "nextclick/core/random.hpp"

using scalars = std::tuple<float, double>;

/// Standard normal values, the same at every run.
template <class T>
std::vector<T> random_values(std::size_t n, std::uint64_t seed = 1, double scale = 1) {
    const nextclick::random_stream random{seed, 11};
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(scale * random.normal(i));
    return x;
}

/// Sizes from zero to several vectors of the widest instruction set, and a few more.
inline std::vector<std::size_t> sizes() {
    std::vector<std::size_t> s;
    for (std::size_t n = 0; n <= 70; ++n) s.push_back(n);
    s.insert(s.end(), {100, 127, 128, 129, 1000});
    return s;
}
