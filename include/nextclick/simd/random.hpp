// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "nextclick/core/random.hpp"
#include "nextclick/simd/batch.hpp"

/// Many random numbers at once: the words of `random_stream`, several counters in parallel.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

namespace detail {

/// The 64-bit products of the low halves of the lanes.
template <class Arch>
batch<std::uint64_t, Arch> product_of_low_halves(const batch<std::uint64_t, Arch>& x, const batch<std::uint64_t, Arch>& y) {
    using vec = batch<std::uint64_t, Arch>;
#ifdef __AVX512F__
    if constexpr (vec::size == 8)
        return vec(_mm512_mul_epu32(x, y));
    else
#endif
#ifdef __AVX2__
        if constexpr (vec::size == 4)
        return vec(_mm256_mul_epu32(x, y));
    else
#endif
#ifdef __SSE2__
        if constexpr (vec::size == 2)
        return vec(_mm_mul_epu32(x, y));
    else
#endif
    {
        const vec low(0xffffffffu);
        return (x & low) * (y & low);
    }
}

/// The words of blocks number .. number + 2 lanes, Philox as in core/random.hpp; a lane is a block. Only the low half of
/// a lane is used: products ignore the bits above it.
template <class Arch>
void philox_blocks(const random_stream& random, std::uint64_t number, std::uint32_t* words) {
    using vec = batch<std::uint64_t, Arch>;
    constexpr std::size_t size = vec::size, groups = 2;  // two vectors hide the latency of a product
    const vec m0(0xD2511F53u), m1(0xCD9E8D57u);
    alignas(64) std::uint64_t lane[size];
    vec c0[groups], c1[groups], c2[groups], c3[groups];
    for (std::size_t g = 0; g < groups; ++g) {
        for (std::size_t l = 0; l < size; ++l) lane[l] = number + g * size + l;
        c0[g] = vec::load_aligned(lane);
        c1[g] = c0[g] >> 32;
        c2[g] = vec(random.stream);
        c3[g] = c2[g] >> 32;
    }
    auto key0 = static_cast<std::uint32_t>(random.seed), key1 = static_cast<std::uint32_t>(random.seed >> 32);
    for (int round = 0; round < 10; ++round) {
        for (std::size_t g = 0; g < groups; ++g) {
            const vec a = product_of_low_halves<Arch>(m0, c0[g]), b = product_of_low_halves<Arch>(m1, c2[g]);
            c0[g] = (b >> 32) ^ c1[g] ^ vec(key0);
            c2[g] = (a >> 32) ^ c3[g] ^ vec(key1);
            c1[g] = b;
            c3[g] = a;
        }
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    const vec low(0xffffffffu);
    for (std::size_t g = 0; g < groups; ++g) {
        alignas(64) std::uint64_t first[size], second[size];
        ((c0[g] & low) | (c1[g] << 32)).store_aligned(first);
        ((c2[g] & low) | (c3[g] << 32)).store_aligned(second);
        for (std::size_t l = 0; l < size; ++l, words += 4) {
            const std::uint64_t block[2] = {first[l], second[l]};
            if constexpr (std::endian::native == std::endian::little)
                std::memcpy(words, block, sizeof block);
            else
                for (std::size_t w = 0; w < 4; ++w) words[w] = static_cast<std::uint32_t>(block[w / 2] >> (w % 2 * 32));
        }
    }
}

}  // namespace detail

/// words[i] = random.bits(first + i).   requires  first is a multiple of 4.   cost  about a cycle a word with AVX-512
template <class Arch = default_arch>
void random_words(const random_stream& random, std::uint64_t first, std::span<std::uint32_t> words) {
    assert(first % 4 == 0);
    constexpr std::size_t at_once = 8 * lanes<std::uint64_t, Arch>;  // words
    std::size_t i = 0;
    for (; i + at_once <= words.size(); i += at_once) detail::philox_blocks<Arch>(random, (first + i) / 4, words.data() + i);
    if (i == words.size()) return;
    std::uint32_t last[at_once];
    detail::philox_blocks<Arch>(random, (first + i) / 4, last);
    std::copy_n(last, words.size() - i, words.data() + i);
}

/// out[i] = 0 where word first + i of the stream is below `threshold`, otherwise `kept`: a dropout mask.
/// requires  first is a multiple of 4
template <class Arch = default_arch, class T>
void random_mask(const random_stream& random, std::uint64_t first, std::uint32_t threshold, T kept, std::span<T> out) {
    constexpr std::size_t block = 128;
    alignas(64) std::uint32_t words[block];
    for (std::size_t i = 0; i < out.size(); i += block) {
        const std::size_t n = std::min(block, out.size() - i);
        random_words<Arch>(random, first + i, std::span(words, n));
        if constexpr (std::is_same_v<T, float>) {
            using bits = batch<std::uint32_t, Arch>;
            const bits limit(threshold), zero(0u), one(std::bit_cast<std::uint32_t>(kept));
            std::size_t j = 0;
            for (; j + bits::size <= n; j += bits::size)
                xsimd::bitwise_cast<batch<T, Arch>>(xsimd::select(bits::load_aligned(words + j) < limit, zero, one))
                    .store_unaligned(out.data() + i + j);
            for (; j < n; ++j) out[i + j] = words[j] < threshold ? T(0) : kept;
        } else {
            for (std::size_t j = 0; j < n; ++j) out[i + j] = words[j] < threshold ? T(0) : kept;
        }
    }
}

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
