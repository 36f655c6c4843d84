// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstddef>
#include <span>

#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/stored.hpp"

/// Initial values of parameters.
NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
/// Element i becomes of(i).
template <class E, class F>
void fill_by_position(matrix<E>& w, random_stream random, const F& of) {
    on_numbers(std::span(w.data), random, [&](auto numbers, std::size_t first) {
        for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<computed_of<E>>(of(first + i));
    });
}
}  // namespace detail

/// Glorot-uniform: U(-s, s) with s = sqrt(6 / (rows + cols)) of each gate's matrix; w consists of `gates` blocks side by side.
/// Source: Glorot & Bengio 2010; each gate separately as in GRU4Rec.
template <class E>
void glorot_uniform(matrix<E>& w, random_stream random, std::size_t gates = 1) {
    const double s = std::sqrt(6.0 / (static_cast<double>(w.rows) + static_cast<double>(w.cols / gates)));
    detail::fill_by_position(w, random, [&](std::size_t i) { return (2 * random.uniform(i) - 1) * s; });
}

/// Normal with mean 0.
template <class E>
void normal(matrix<E>& w, random_stream random, double deviation) {
    detail::fill_by_position(w, random, [&](std::size_t i) { return deviation * random.normal(i); });
}

NEXTCLICK_END_NAMESPACE
