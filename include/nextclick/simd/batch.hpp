// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <xsimd/xsimd.hpp>

#include "nextclick/core/config.hpp"

/// The few things that every kernel needs of a vector: horizontal sums, and loads and stores of a part.
namespace nextclick::inline NEXTCLICK_ABI::simd {

using default_arch = xsimd::default_arch;

template <class T, class Arch = default_arch>
inline constexpr std::size_t lanes = xsimd::batch<T, Arch>::size;

/// Sum of the lanes, always in the same order. (xsimd renamed hadd to reduce_add in version 9.)
template <class T, class Arch>
T reduce_add(const xsimd::batch<T, Arch>& b) noexcept {
#if XSIMD_VERSION_MAJOR >= 9
    return xsimd::reduce_add(b);
#else
    return xsimd::hadd(b);
#endif
}

/// Largest lane; NaN lanes may be passed over.
template <class T, class Arch>
T reduce_max(const xsimd::batch<T, Arch>& b) noexcept {
    alignas(64) T a[xsimd::batch<T, Arch>::size];
    b.store_aligned(a);
    T most = a[0];
    for (std::size_t i = 1; i < xsimd::batch<T, Arch>::size; ++i) most = a[i] > most ? a[i] : most;
    return most;
}

/// The first n < lanes elements at p, then `fill`. Reads nothing beyond p[n-1].
template <class Arch = default_arch, class T>
xsimd::batch<T, Arch> load_partial(const T* p, std::size_t n, T fill) noexcept {
    using vec = xsimd::batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16)
        return vec(_mm512_mask_loadu_ps(_mm512_set1_ps(fill), static_cast<__mmask16>((1u << n) - 1), p));
    else if constexpr (std::is_same_v<T, double> && vec::size == 8)
        return vec(_mm512_mask_loadu_pd(_mm512_set1_pd(fill), static_cast<__mmask8>((1u << n) - 1), p));
    else
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
    using vec = xsimd::batch<T, Arch>;
#ifdef __AVX512F__
    if constexpr (std::is_same_v<T, float> && vec::size == 16) {
        _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << n) - 1), b);
    } else if constexpr (std::is_same_v<T, double> && vec::size == 8) {
        _mm512_mask_storeu_pd(p, static_cast<__mmask8>((1u << n) - 1), b);
    } else
#endif
    {
        alignas(64) T buffer[vec::size];
        b.store_aligned(buffer);
        for (std::size_t i = 0; i < n; ++i) p[i] = buffer[i];
    }
}

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
