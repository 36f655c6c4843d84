// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/simd/dropout.hpp"

/// Dropout over the rows of a batch. The draws of a row depend on its index in the whole batch, so they are the same in any micro-batch of
/// the batch.
NEXTCLICK_BEGIN_NAMESPACE

/// Dropout factors 0 or 1/(1-p): element (r, c) uses the draw at numbers[r] cols + c, or at r cols + c if `numbers` is empty.
template <class T>
view<T> row_dropout(pass& run, std::size_t rows, std::size_t cols, std::span<const std::uint32_t> numbers, double p, random_stream random) {
    const auto mask = run.memory.take<T>(rows, cols);
    if (numbers.empty()) {
        dropout_mask(mask, p, random, run.threads);
        return mask;
    }
    constexpr std::size_t draws = 4;  // draws per block of the stream
    const auto mark = run.memory.here();
    const auto drawn = run.memory.take<T>(1, cols + draws);
    for (std::size_t r = 0; r < rows; ++r) {
        const std::uint64_t first = std::uint64_t{numbers[r]} * cols, before = first % draws;
        const view<T> some = drawn.col_block(0, cols + before);
        dropout_mask_from(some, p, random, first - before);
        std::copy_n(some.data + before, cols, mask.row(r).data());
    }
    run.memory.release(mark);
    return mask;
}
/// One factor per row, from the draw at numbers[r].
template <class T>
view<T> whole_row_dropout(pass& run, std::size_t rows, std::size_t cols, std::span<const std::uint32_t> numbers, double p,
                          random_stream random) {
    const auto mask = run.memory.take<T>(rows, cols);
    for (std::size_t r = 0; r < rows; ++r) drop_row(mask.row(r), p, random, numbers.empty() ? r : numbers[r]);
    return mask;
}

/// A copy of x multiplied by the factors; x itself if there are none.
template <class T>
view<const T> masked_rows(pass& run, view<const T> x, std::type_identity_t<view<const T>> mask) {
    if (mask.data == nullptr) return x;
    const auto y = copied_rows(run.memory, x);
    apply_mask<T>(y, mask);
    return y;
}

NEXTCLICK_END_NAMESPACE
