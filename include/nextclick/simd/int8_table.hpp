// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/vector.hpp"

/// A table in int8, a quarter of the memory to read: every row is scaled so that its largest element is 127. A score
/// from bytes has a bound on its error, so that a search over bytes can be exact: items that the bound does not exclude are scored
/// again in float.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// A query in int8, for an `int8_table`. Owns its memory; `quantise` allocates nothing once warm.
struct int8_query {
    std::vector<std::int8_t> bytes;  ///< padded with zeros to whole quads
    float scale = 0;                 ///< element = scale * byte, approximately
    float norm = 0, error = 0;       ///< norms of the query and of its quantisation error, rounded up
    std::int32_t sum = 0;            ///< of the bytes

    void quantise(std::span<const float> x);
};

namespace detail {

/// Bytes in [-127, 127] and their scale. Returns the squared norm of the quantisation error: NaN if x is not finite.
inline double to_bytes(std::span<const float> x, std::int8_t* to, float& scale) {
    float max = 0;
    for (const float v : x) max = std::max(max, std::abs(v));
    scale = max / 127;
    const float per = 1 / scale;
    double error = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        float b = std::nearbyint(x[i] * per);
        if (!(std::abs(b) <= 127)) b = 0;  // zero, subnormal or not finite rows: the error covers them
        to[i] = static_cast<std::int8_t>(b);
        const double left = static_cast<double>(x[i]) - static_cast<double>(scale) * static_cast<double>(b);
        error += left * left;
    }
    return error;
}
inline double squared_length(std::span<const float> x) {
    double total = 0;
    for (const float v : x) total += static_cast<double>(v) * static_cast<double>(v);
    return total;
}
/// The larger number; NaN if either is NaN.
inline double larger(double a, double b) { return a > b || a != a ? a : b; }
/// A float that is not below x.
inline float rounded_up(double x) { return std::nextafter(static_cast<float>(x), std::numeric_limits<float>::infinity()); }

inline constexpr std::size_t int8_group = 16;  ///< rows whose quads of bytes are interleaved

/// sums[r] = sum over p of quads[4 (16 p + r) .. + 3] · query[4 p .. + 3], for the 16 rows of a group; unsigned bytes by
/// signed ones, exact in 32 bits up to widths of 66,000.
inline void int8_dots_plain(const std::uint8_t* quads, const std::int8_t* query, std::size_t count, std::int32_t* sums) {
    std::fill_n(sums, int8_group, 0);
    for (std::size_t p = 0; p < count; ++p)
        for (std::size_t r = 0; r < int8_group; ++r)
            for (std::size_t i = 0; i < 4; ++i) sums[r] += quads[4 * (int8_group * p + r) + i] * query[4 * p + i];
}
inline void int8_dots(const std::uint8_t* quads, const std::int8_t* query, std::size_t count, std::int32_t* sums) {
    [[maybe_unused]] const auto quad = [query](std::size_t p) {
        std::int32_t q;
        __builtin_memcpy(&q, query + 4 * p, 4);
        return q;
    };
#if defined(__AVX512VNNI__)
    __m512i even = _mm512_setzero_si512(), odd = even;  // two chains, because a product has a latency of five cycles
    std::size_t p = 0;
    for (; p + 2 <= count; p += 2) {
        prefetch_ahead(quads + 64 * p);
        prefetch_ahead(quads + 64 * p + 64);
        even = _mm512_dpbusd_epi32(even, _mm512_loadu_si512(quads + 64 * p), _mm512_set1_epi32(quad(p)));
        odd = _mm512_dpbusd_epi32(odd, _mm512_loadu_si512(quads + 64 * p + 64), _mm512_set1_epi32(quad(p + 1)));
    }
    if (p < count) even = _mm512_dpbusd_epi32(even, _mm512_loadu_si512(quads + 64 * p), _mm512_set1_epi32(quad(p)));
    _mm512_storeu_si512(sums, _mm512_add_epi32(even, odd));
#elif defined(__AVX2__)
    __m256i half[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (std::size_t p = 0; p < count; ++p) {  // four rows a vector: two sums of two products each
        prefetch_ahead(quads + 64 * p);
        const __m256i q = _mm256_cvtepi8_epi16(_mm_set1_epi32(quad(p)));
        for (std::size_t h = 0; h < 4; ++h) {
            const auto* const from = reinterpret_cast<const __m128i*>(quads + 64 * p + 16 * h);
            half[h] = _mm256_add_epi32(half[h], _mm256_madd_epi16(_mm256_cvtepu8_epi16(_mm_loadu_si128(from)), q));
        }
    }
    for (std::size_t h = 0; h < 4; h += 2) {  // rows 0 1 4 5 | 2 3 6 7 of eight
        const __m256i both = _mm256_hadd_epi32(half[h], half[h + 1]);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(sums + 4 * h), _mm256_permute4x64_epi64(both, 0b11'01'10'00));
    }
#else
    int8_dots_plain(quads, query, count, sums);
#endif
}

}  // namespace detail

inline void int8_query::quantise(std::span<const float> x) {
    bytes.assign((x.size() + 3) / 4 * 4, 0);
    error = detail::rounded_up(std::sqrt(detail::to_bytes(x, bytes.data(), scale)));
    norm = detail::rounded_up(std::sqrt(detail::squared_length(x)));
    sum = 0;
    for (const std::int8_t b : bytes) sum += b;
}

/// memory    a byte an element (widths are rounded up to 4, rows to 16), and 4.5 bytes a row
class int8_table {
public:
    static constexpr std::size_t group = detail::int8_group;

    int8_table() = default;
    explicit int8_table(view<const float> table)
        : int8_table(table.rows, table.cols, [&](std::size_t i, std::span<float>) { return table.row(i); }) {}
    /// The same from rows that row_of(i, scratch) returns one by one, possibly in `scratch` (cols).
    template <class F>
    int8_table(std::size_t rows, std::size_t cols, const F& row_of) : rows_(rows), quads_((cols + 3) / 4) {
        std::vector<float> scratch(cols);
        const std::size_t groups = (rows_ + group - 1) / group;
        bytes_.resize(groups * group * quads_ * 4);
        std::fill(bytes_.begin(), bytes_.end(), std::uint8_t{128});
        scales_.resize(groups * group);
        std::fill(scales_.begin(), scales_.end(), 0.0f);
        bounds_.resize(groups);
        std::vector<std::int8_t> row(quads_ * 4);
        for (std::size_t g = 0; g < groups; ++g) {
            double error = 0, norm = 0;
            for (std::size_t i = g * group; i < std::min(rows_, (g + 1) * group); ++i) {
                const std::span<const float> numbers = row_of(i, std::span(scratch));
                const double left = detail::to_bytes(numbers, row.data(), scales_[i]);
                const double length = std::sqrt(detail::squared_length(numbers));
                for (std::size_t b = 0; b < row.size(); ++b)
                    bytes_[((g * quads_ + b / 4) * group + i % group) * 4 + b % 4] = static_cast<std::uint8_t>(row[b] + 128);
                // Includes the rounding of the float sums that the scores are compared with.
                constexpr double unit = std::numeric_limits<float>::epsilon();
                error = detail::larger(error, std::sqrt(left) + (static_cast<double>(cols) + 8) * unit * length);
                norm = detail::larger(norm, length + std::sqrt(left));
            }
            bounds_[g] = {detail::rounded_up(error), detail::rounded_up(norm)};
        }
    }

    std::size_t rows() const { return rows_; }
    std::size_t memory_bytes() const { return bytes_.size() + scales_.size() * sizeof(float) + bounds_.size() * sizeof(bound); }

    /// Upper bounds of the scores (matvec) of the rows [first, first + highest.size()); NaN if there is no bound.
    /// requires  first is a multiple of `group`; bias (rows) or null
    void score(const int8_query& q, std::size_t first, std::span<float> highest, const float* bias) const {
        assert(first % group == 0 && q.bytes.size() == quads_ * 4);
        alignas(cache_line) std::int32_t dots[group];
        constexpr float underflow = 1e-36f;  // products of tiny scales underflow; sums of tiny products may not
        for (std::size_t at = 0; at < highest.size(); at += group) {
            const std::size_t row = first + at, n = std::min(group, highest.size() - at);
            detail::int8_dots(bytes_.data() + row * quads_ * 4, q.bytes.data(), quads_, dots);
            // |q·t - q'·t'| <= |q| |t - t'| + |q - q'| |t'|, where primes denote the quantised vectors
            const bound b = bounds_[row / group];
            const float slack = (q.norm * b.error + q.error * b.norm) * (1 + 1e-6f) + underflow;
            const std::int32_t shift = 128 * q.sum;
            alignas(cache_line) float out[group];
            for (std::size_t r = 0; r < group; ++r) out[r] = static_cast<float>(dots[r] - shift) * (scales_[row + r] * q.scale) + slack;
            if (bias != nullptr)
                for (std::size_t r = 0; r < n; ++r) out[r] += bias[row + r] + (std::abs(bias[row + r]) + std::abs(out[r])) * 2e-7f;
            if (n == group)
                std::copy_n(out, group, highest.data() + at);  // a constant size: one store
            else
                std::copy_n(out, n, highest.data() + at);
        }
    }

private:
    struct bound {
        float error = 0, norm = 0;  ///< maxima over the rows of a group
    };
    std::size_t rows_ = 0, quads_ = 0;
    aligned_vector<std::uint8_t> bytes_;  ///< plus 128; by groups of rows, and within a group by quads of columns
    aligned_vector<float> scales_;
    std::vector<bound> bounds_;
};

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
