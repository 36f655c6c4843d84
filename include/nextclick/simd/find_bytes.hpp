// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>

#include "nextclick/core/config.hpp"

// Selected by the levels of core/config.hpp, which distinguishes AVX2 with FMA only: objects of one namespace agree on `reach`.
#if defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Finds characters in a text, many bytes at a time.
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {
namespace detail {

/// Eight bytes in a word, on every processor. `hits` has `bits` bits a byte, starting with the first byte; one of them is set if
/// the byte is one of the two characters.
struct bytes_of_word {
    static constexpr std::size_t reach = 8;
    static constexpr int bits = 8;
    using vector = std::uint64_t;
    static vector each(char c) { return 0x0101010101010101u * static_cast<unsigned char>(c); }
    static std::uint64_t hits(const char* p, vector a, vector b) {
        vector v = 0;
        for (std::size_t i = 0; i < reach; ++i) v |= vector{static_cast<unsigned char>(p[i])} << 8 * i;
        return zeros(v ^ a) | zeros(v ^ b);
    }

private:
    /// The top bit of each byte that is 0.
    static vector zeros(vector v) {
        constexpr vector low = 0x7F7F7F7F7F7F7F7Fu;
        return ~(((v & low) + low) | v | low);
    }
};

#if defined(__SSE2__)
struct bytes_of_sse2 {
    static constexpr std::size_t reach = 16;
    static constexpr int bits = 1;
    using vector = __m128i;
    static vector each(char c) { return _mm_set1_epi8(c); }
    static std::uint64_t hits(const char* p, vector a, vector b) {
        const vector v = _mm_loadu_si128(reinterpret_cast<const vector*>(p));
        return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(v, a), _mm_cmpeq_epi8(v, b))));
    }
};
#endif
#if defined(__AVX2__) && defined(__FMA__)
struct bytes_of_avx2 {
    static constexpr std::size_t reach = 32;
    static constexpr int bits = 1;
    using vector = __m256i;
    static vector each(char c) { return _mm256_set1_epi8(c); }
    static std::uint64_t hits(const char* p, vector a, vector b) {
        const vector v = _mm256_loadu_si256(reinterpret_cast<const vector*>(p));
        return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_or_si256(_mm256_cmpeq_epi8(v, a), _mm256_cmpeq_epi8(v, b))));
    }
};
#endif

}  // namespace detail

#if defined(__AVX2__) && defined(__FMA__)
using best_bytes = detail::bytes_of_avx2;
#elif defined(__SSE2__)
using best_bytes = detail::bytes_of_sse2;
#else
using best_bytes = detail::bytes_of_word;
#endif

/// Iterates over the positions of two characters.
/// requires  there is a further position, and `reach` bytes from there on may be read
/// cost      one comparison for each `reach` bytes, and three operations a position; no byte is read individually
template <class Bytes = best_bytes>
class byte_finder {
public:
    static constexpr std::size_t reach = Bytes::reach;

    byte_finder(const char* from, char a, char b) : a_(Bytes::each(a)), b_(Bytes::each(b)) { go_to(from); }

    /// Sets the next position to the first one at or after `from`.
    void go_to(const char* from) {
        block_ = from;
        hits_ = Bytes::hits(from, a_, b_);
    }
    const char* next() {
        while (hits_ == 0) go_to(block_ + reach);
        const char* const at = block_ + std::countr_zero(hits_) / Bytes::bits;
        hits_ &= hits_ - 1;
        return at;
    }

private:
    const char* block_ = nullptr;
    std::uint64_t hits_ = 0;
    typename Bytes::vector a_, b_;
};

}  // namespace simd
NEXTCLICK_END_NAMESPACE
