// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "nextclick/core/blocks.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/simd/random.hpp"
#include "nextclick/simd/vector.hpp"

/// Inverted dropout: in training, an element is kept with probability 1-p and then divided by 1-p.
NEXTCLICK_BEGIN_NAMESPACE

inline void check_probability(double p, const char* where) {
    if (!(p >= 0 && p < 1))
        throw argument_error(std::string(where) + ": dropout probability " + std::to_string(p) +
                             " is outside [0, 1); give the share of units to drop, for example 0.25");
}

/// Factors 0 or 1/(1-p), element i drawn from position first + i of the stream. p = 0 gives ones.
/// requires  first is a multiple of 4; the rows of the mask are contiguous
template <class T>
void dropout_mask_from(view<T> mask, double p, random_stream random, std::uint64_t first, int threads = 1) {
    constexpr std::size_t block = 8192;
    const auto threshold = static_cast<std::uint32_t>(p * 4294967296.0);
    const T kept = static_cast<T>(1 / (1 - p));
    for_each_block(mask.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        simd::random_mask<simd::default_arch, T>(random, first + begin, threshold, kept, {mask.data + begin, end - begin});
    });
}
template <class T>
void dropout_mask(view<T> mask, double p, random_stream random, int threads = 1) {
    dropout_mask_from(mask, p, random, 0, threads);
}

/// One factor for a whole row, from position `number` of the stream.
template <class T>
void drop_row(std::span<T> mask, double p, random_stream random, std::uint64_t number) {
    const auto threshold = static_cast<std::uint32_t>(p * 4294967296.0);
    simd::fill(mask, random.bits(number) < threshold ? T(0) : static_cast<T>(1 / (1 - p)));
}

/// y *= mask, element by element.
template <class T>
void apply_mask(view<T> y, view<const T> mask) {
    for (std::size_t r = 0; r < y.rows; ++r) simd::multiply<simd::default_arch, T>(mask.row(r), y.row(r));
}

NEXTCLICK_END_NAMESPACE
