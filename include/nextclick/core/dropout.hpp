// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/core/pass.hpp"

/// Inverted dropout: while training, an element is kept with probability 1-p and then divided by 1-p.
namespace nextclick::inline NEXTCLICK_ABI {

inline void check_probability(double p, const char* where) {
    if (!(p >= 0 && p < 1))
        throw argument_error(std::string(where) + ": dropout probability " + std::to_string(p) +
                             " is outside [0, 1); give the share of units to drop, for example 0.25");
}

/// Factors 0 or 1/(1-p), element i drawn from position i of the stream. p = 0 gives ones.
template <class T>
void dropout_mask(view<T> mask, double p, random_stream random) {
    const auto threshold = static_cast<std::uint64_t>(p * 4294967296.0);
    const T kept = static_cast<T>(1 / (1 - p));
    const std::size_t n = mask.size();
    for (std::size_t i = 0; i < n; i += 4) {
        const auto words = random.block(i / 4);
        for (std::size_t j = 0; j < 4 && i + j < n; ++j) mask.data[i + j] = words[j] < threshold ? T(0) : kept;
    }
}

/// One factor a row: drops whole rows.
template <class T>
void dropout_rows_mask(view<T> mask, double p, random_stream random) {
    const auto threshold = static_cast<std::uint64_t>(p * 4294967296.0);
    const T kept = static_cast<T>(1 / (1 - p));
    for (std::size_t r = 0; r < mask.rows; ++r) {
        const T factor = random.bits(r) < threshold ? T(0) : kept;
        for (T& x : mask.row(r)) x = factor;
    }
}

/// y *= mask, element by element.
template <class T>
void apply_mask(view<T> y, view<const T> mask) {
    for (std::size_t r = 0; r < y.rows; ++r) {
        T* a = y.row(r).data();
        const T* m = mask.row(r).data();
        for (std::size_t c = 0; c < y.cols; ++c) a[c] *= m[c];
    }
}

}  // namespace nextclick::inline NEXTCLICK_ABI
