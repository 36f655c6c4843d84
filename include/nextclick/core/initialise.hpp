// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstddef>

#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"

/// Initial values of parameters.
namespace nextclick::inline NEXTCLICK_ABI {

/// Glorot-uniform: U(-s, s) with s = sqrt(6 / (rows + cols)) of each gate's own matrix; the `gates` blocks lie side by
/// side in w. Source: Glorot & Bengio 2010; each gate apart as in GRU4Rec.
template <class T>
void glorot_uniform(matrix<T>& w, random_stream random, std::size_t gates = 1) {
    const double s = std::sqrt(6.0 / (static_cast<double>(w.rows) + static_cast<double>(w.cols / gates)));
    for (std::size_t i = 0; i < w.data.size(); ++i) w.data[i] = static_cast<T>((2 * random.uniform(i) - 1) * s);
}

/// Normal with mean 0.
template <class T>
void normal(matrix<T>& w, random_stream random, double deviation) {
    for (std::size_t i = 0; i < w.data.size(); ++i) w.data[i] = static_cast<T>(deviation * random.normal(i));
}

}  // namespace nextclick::inline NEXTCLICK_ABI
