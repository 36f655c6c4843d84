// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <xsimd/xsimd.hpp>

#include "nextclick/core/config.hpp"

// GCC 12 reports the undefined operand of its own AVX-512 intrinsics as an uninitialised variable (its bug 105593), wherever they
// are inlined. It does not report code that is inlined through a function between these two lines.
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
#define NEXTCLICK_BEGIN_INTRINSICS                                                       \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wuninitialized\"") \
        _Pragma("GCC diagnostic ignored \"-Wmaybe-uninitialized\"")
#define NEXTCLICK_END_INTRINSICS _Pragma("GCC diagnostic pop")
#else
#define NEXTCLICK_BEGIN_INTRINSICS
#define NEXTCLICK_END_INTRINSICS
#endif

/// Vector operations that every kernel needs: horizontal sums, partial loads and stores, and the loop over a
/// row with an exact tail.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

using default_arch = xsimd::default_arch;

template <class T, class Arch = default_arch>
using batch = xsimd::batch<T, Arch>;

template <class T, class Arch = default_arch>
inline constexpr std::size_t lanes = batch<T, Arch>::size;

/// The name of the instruction set, such as "avx512bw": the label of benchmarks.
template <class Arch = default_arch>
const char* arch_name() noexcept {
    return Arch::name();
}

/// x y + z, with one rounding if the processor supports it (x86 from v3 on, arm64). xsimd 8.1 has no fused product for
/// AVX-512 and leaves it to the compiler, and clang does not fuse there.
template <class T, class Arch>
xsimd::batch<T, Arch> fma(const xsimd::batch<T, Arch>& x, const xsimd::batch<T, Arch>& y, const xsimd::batch<T, Arch>& z) noexcept {
    using vec [[maybe_unused]] = xsimd::batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16)
        return vec(_mm512_fmadd_ps(x, y, z));
    else if constexpr (std::is_same_v<T, double> && vec::size == 8)
        return vec(_mm512_fmadd_pd(x, y, z));
    else
#endif
        return xsimd::fma(x, y, z);
}

/// z - x y.
template <class T, class Arch>
xsimd::batch<T, Arch> fnma(const xsimd::batch<T, Arch>& x, const xsimd::batch<T, Arch>& y, const xsimd::batch<T, Arch>& z) noexcept {
    return simd::fma(-x, y, z);
}

/// x y - z.
template <class T, class Arch>
xsimd::batch<T, Arch> fms(const xsimd::batch<T, Arch>& x, const xsimd::batch<T, Arch>& y, const xsimd::batch<T, Arch>& z) noexcept {
    return simd::fma(x, y, -z);
}

/// max(x, bound) and min(x, bound) that propagate NaN on every processor. (The functions of xsimd differ by version.)
template <class T, class Arch>
xsimd::batch<T, Arch> at_least(const xsimd::batch<T, Arch>& x, std::type_identity_t<T> bound) noexcept {
    const xsimd::batch<T, Arch> b(bound);
    return xsimd::select(x < b, b, x);
}
template <class T, class Arch>
xsimd::batch<T, Arch> at_most(const xsimd::batch<T, Arch>& x, std::type_identity_t<T> bound) noexcept {
    const xsimd::batch<T, Arch> b(bound);
    return xsimd::select(x > b, b, x);
}

/// Sum of the lanes, always in the same order. (xsimd renamed hadd to reduce_add in version 9.)
template <class T, class Arch>
T reduce_add(const xsimd::batch<T, Arch>& b) noexcept {
#if XSIMD_VERSION_MAJOR >= 9
    return xsimd::reduce_add(b);
#else
    return xsimd::hadd(b);
#endif
}

/// Largest lane. requires  no lane is NaN
template <class T, class Arch>
T reduce_max(const xsimd::batch<T, Arch>& b) noexcept {
    alignas(64) T a[lanes<T, Arch>];
    b.store_aligned(a);
    for (std::size_t half = lanes<T, Arch> / 2; half > 0; half /= 2)
        for (std::size_t i = 0; i < half; ++i) a[i] = a[i] > a[i + half] ? a[i] : a[i + half];
    return a[0];
}

namespace detail {
#ifdef NEXTCLICK_COUNT_WORK  // tests/cost counts multiply-adds of products and of pairs, on one thread
inline std::size_t counted_work = 0;
inline void count_work(std::size_t multiply_adds) { counted_work += multiply_adds; }
#else
constexpr void count_work(std::size_t) {}
#endif

#ifdef __AVX__
/// Ones in the first n of 8 words of 32 bits; of 4 words of 64 bits with n doubled.
inline __m256i first_words(std::size_t n) noexcept {
    alignas(64) static constexpr std::int32_t ones_then_zeros[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(ones_then_zeros + 8 - n));
}
#endif
}  // namespace detail

/// The first n < lanes elements at p, then `fill`. Reads nothing beyond p[n-1].
template <class Arch = default_arch, class T>
batch<T, Arch> load_partial(const T* p, std::size_t n, std::type_identity_t<T> fill) noexcept {
    using vec = batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16)
        return vec(_mm512_mask_loadu_ps(_mm512_set1_ps(fill), static_cast<__mmask16>((1u << n) - 1), p));
    else if constexpr (std::is_same_v<T, double> && vec::size == 8)
        return vec(_mm512_mask_loadu_pd(_mm512_set1_pd(fill), static_cast<__mmask8>((1u << n) - 1), p));
    else
#endif
#ifdef __AVX__
        if constexpr (std::is_same_v<T, float> && vec::size == 8) {
        const __m256i mask = detail::first_words(n);
        return vec(_mm256_blendv_ps(_mm256_set1_ps(fill), _mm256_maskload_ps(p, mask), _mm256_castsi256_ps(mask)));
    } else if constexpr (std::is_same_v<T, double> && vec::size == 4) {
        const __m256i mask = detail::first_words(2 * n);
        return vec(_mm256_blendv_pd(_mm256_set1_pd(fill), _mm256_maskload_pd(p, mask), _mm256_castsi256_pd(mask)));
    } else
#endif
    {
        alignas(64) T buffer[vec::size];
        for (std::size_t i = 0; i < vec::size; ++i) buffer[i] = i < n ? p[i] : fill;
        return vec::load_aligned(buffer);
    }
}

/// The first n < lanes elements of b to p. Writes nothing beyond p[n-1].
template <class Arch = default_arch, class T>
void store_partial(T* p, std::size_t n, const xsimd::batch<T, Arch>& b) noexcept {
    using vec = batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16) {
        _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1), b);
    } else if constexpr (std::is_same_v<T, double> && vec::size == 8) {
        _mm512_mask_storeu_pd(p, static_cast<__mmask8>((1u << n) - 1), b);
    } else
#endif
#ifdef __AVX__
        if constexpr (std::is_same_v<T, float> && vec::size == 8) {
        _mm256_maskstore_ps(p, detail::first_words(n), b);
    } else if constexpr (std::is_same_v<T, double> && vec::size == 4) {
        _mm256_maskstore_pd(p, detail::first_words(2 * n), b);
    } else
#endif
    {
        alignas(64) T buffer[vec::size];
        b.store_aligned(buffer);
        for (std::size_t i = 0; i < n; ++i) p[i] = buffer[i];
    }
}

/// Stores a whole vector to p, bypassing the caches where the processor can: for data that is read much later. The line is not fetched
/// before it is overwritten, and no other is evicted. Another thread may read it after `streams_are_done`.
/// requires  p on a multiple of the vector's size
template <class Arch = default_arch, class T>
void stream(T* p, const xsimd::batch<T, Arch>& b) noexcept {
    using vec [[maybe_unused]] = batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16)
        return _mm512_stream_ps(p, b);
    else if constexpr (std::is_same_v<T, double> && vec::size == 8)
        return _mm512_stream_pd(p, b);
    else
#endif
#ifdef __AVX__
        if constexpr (std::is_same_v<T, float> && vec::size == 8)
        return _mm256_stream_ps(p, b);
    else if constexpr (std::is_same_v<T, double> && vec::size == 4)
        return _mm256_stream_pd(p, b);
    else
#endif
        b.store_aligned(p);
}
inline void streams_are_done() noexcept {
#ifdef __SSE2__
    _mm_sfence();
#endif
}

namespace detail {

/// Prevents the compiler from reading at `next` before `done` is computed. Otherwise compilers order the reads of rows by
/// register use, which hardware prefetchers do not predict: up to three times as long for a table in memory (256 MB, Zen 4).
template <class Arch, class T>
inline void in_this_order(const xsimd::batch<T, Arch>& done, const T*& next) {
    [[maybe_unused]] const typename xsimd::batch<T, Arch>::register_type sum = done;
#if defined(__GNUC__) && defined(__AVX512F__)
    asm volatile("" : "+r"(next) : "v"(sum));
#elif defined(__GNUC__) && defined(__SSE2__)
    asm volatile("" : "+r"(next) : "x"(sum));
#elif defined(__GNUC__) && defined(__aarch64__)
    asm volatile("" : "+r"(next) : "w"(sum));
#endif
}

/// load_partial that also takes n == lanes.
template <class Arch, class T>
batch<T, Arch> load_some(const T* p, std::size_t n, std::type_identity_t<T> fill) {
    using vec = batch<T, Arch>;
    return n == vec::size ? vec::load_unaligned(p) : load_partial<Arch>(p, n, fill);
}

/// Runs f(load, store) over whole vectors and one exact tail; load and store hide the difference, and the lanes beyond
/// the tail hold `fill`. Kernels write fused products explicitly (simd::fma), so that the two copies of f that the compiler generates
/// round alike, and a result does not depend on the position of its element in a row.
template <class Arch, class T, class F>
inline void for_lanes(std::size_t width, const F& f, T fill = T(0)) {
    using vec = batch<T, Arch>;
    std::size_t i = 0;
    for (; i + vec::size <= width; i += vec::size)
        f([i](const T* p) { return vec::load_unaligned(p + i); }, [i](T* p, const vec& v) { v.store_unaligned(p + i); });
    if (const std::size_t rest = width - i; rest != 0)
        f([i, rest, fill](const T* p) { return load_partial<Arch>(p + i, rest, fill); },
          [i, rest](T* p, const vec& v) { store_partial<Arch>(p + i, rest, v); });
}

}  // namespace detail

/// x := f(x), f from vector to vector, lane by lane. cost  one call of f for every `lanes` elements, and one for a remainder
template <class Arch = default_arch, class T, class F>
void transform(std::span<T> x, const F& f) {
    detail::for_lanes<Arch, T>(x.size(), [&](auto load, auto store) { store(x.data(), f(load(x.data()))); });
}

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
