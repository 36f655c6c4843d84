// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <type_traits>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"

/// Transposition in squares that fit registers. Products transpose the smaller of their operands.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

enum class write { overwrite, accumulate };

namespace detail {

/// Side of the square that `transpose_square` handles; 1: there is none for T.
template <class T>
constexpr std::size_t square_side() {
#ifdef __AVX__
    if (std::is_same_v<T, float>) return 8;
#endif
    return 1;
}

#ifndef __AVX__
template <write Mode>
inline void transpose_square(const float*, std::size_t, float*, std::size_t) {}
#else
/// to (8, 8) = or += from^T. Rows that are four apart share a register from the start, so that no shuffle crosses its halves.
template <write Mode>
inline void transpose_square(const float* from, std::size_t from_stride, float* to, std::size_t to_stride) {
    const auto pair = [&](std::size_t row, std::size_t col) {
        const float* p = from + row * from_stride + col;
        return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(p)), _mm_loadu_ps(p + 4 * from_stride), 1);
    };
    const auto put = [&](std::size_t row, __m256 v) {
        float* p = to + row * to_stride;
        _mm256_storeu_ps(p, Mode == write::accumulate ? _mm256_add_ps(_mm256_loadu_ps(p), v) : v);
    };
    for (std::size_t half = 0; half < 8; half += 4) {
        const __m256 a = pair(0, half), b = pair(1, half), c = pair(2, half), d = pair(3, half);
        const __m256 ab = _mm256_unpacklo_ps(a, b), ab2 = _mm256_unpackhi_ps(a, b);
        const __m256 cd = _mm256_unpacklo_ps(c, d), cd2 = _mm256_unpackhi_ps(c, d);
        put(half, _mm256_shuffle_ps(ab, cd, 0x44));
        put(half + 1, _mm256_shuffle_ps(ab, cd, 0xee));
        put(half + 2, _mm256_shuffle_ps(ab2, cd2, 0x44));
        put(half + 3, _mm256_shuffle_ps(ab2, cd2, 0xee));
    }
}
#endif

}  // namespace detail

/// to (cols, rows) = or += from^T.   requires  no overlap.   cost  one load and one store an element, 8 at a time in float
template <write Mode = write::overwrite, class T>
void transpose(std::type_identity_t<view<const T>> from, view<T> to) {
    assert(to.rows == from.cols && to.cols == from.rows);
    constexpr std::size_t side = detail::square_side<T>();
    const std::size_t whole_rows = side > 1 ? from.rows / side * side : 0, whole_cols = side > 1 ? from.cols / side * side : 0;
    if constexpr (std::is_same_v<T, float>)
        for (std::size_t i = 0; i < whole_rows; i += side)
            for (std::size_t j = 0; j < whole_cols; j += side)
                detail::transpose_square<Mode>(from.data + i * from.stride + j, from.stride, to.data + j * to.stride + i, to.stride);
    const auto plain_block = [&](std::size_t i0, std::size_t i1, std::size_t j0, std::size_t j1) {
        for (std::size_t j = j0; j < j1; ++j)
            for (std::size_t i = i0; i < i1; ++i) {
                T& x = to.data[j * to.stride + i];
                const T v = from.data[i * from.stride + j];
                x = Mode == write::accumulate ? x + v : v;
            }
    };
    constexpr std::size_t block = 16;  // fits the first cache with both strides
    for (std::size_t i = whole_rows; i < from.rows; i += block)
        for (std::size_t j = 0; j < whole_cols; j += block)
            plain_block(i, std::min(from.rows, i + block), j, std::min(whole_cols, j + block));
    for (std::size_t i = 0; i < from.rows; i += block)
        for (std::size_t j = whole_cols; j < from.cols; j += block)
            plain_block(i, std::min(from.rows, i + block), j, std::min(from.cols, j + block));
}

namespace plain {
template <write Mode = write::overwrite, class T>
void transpose(std::type_identity_t<view<const T>> from, view<T> to) {
    for (std::size_t i = 0; i < from.rows; ++i)
        for (std::size_t j = 0; j < from.cols; ++j) to(j, i) = Mode == write::accumulate ? to(j, i) + from(i, j) : from(i, j);
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
