// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstddef>
#include <span>
#include <type_traits>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"
#include "nextclick/simd/vector.hpp"

/// One query against many rows: bound by reading the table, so four rows run side by side to keep loads in flight.
namespace nextclick::inline NEXTCLICK_ABI::simd {

/// y[i] = a.row(i) · x.  shapes  a (n, k), x (k), y (n).   cost  n·k multiply-adds, reads a once
template <class Arch = xsimd::default_arch, class T>
void matvec(std::type_identity_t<view<const T>> a, std::type_identity_t<std::span<const T>> x, std::span<T> y) {
    assert(a.cols == x.size() && a.rows == y.size());
    using vec = xsimd::batch<T, Arch>;
    const std::size_t k = a.cols, whole = k / vec::size * vec::size, rest = k - whole;
    std::size_t i = 0;
    for (; i + 4 <= a.rows; i += 4) {
        const T* r0 = a.data + i * a.stride;
        const T *r1 = r0 + a.stride, *r2 = r1 + a.stride, *r3 = r2 + a.stride;
        vec s0(T(0)), s1(T(0)), s2(T(0)), s3(T(0));
        for (std::size_t p = 0; p < whole; p += vec::size) {
            const vec q = vec::load_unaligned(x.data() + p);
            s0 = simd::fma(vec::load_unaligned(r0 + p), q, s0);
            s1 = simd::fma(vec::load_unaligned(r1 + p), q, s1);
            s2 = simd::fma(vec::load_unaligned(r2 + p), q, s2);
            s3 = simd::fma(vec::load_unaligned(r3 + p), q, s3);
        }
        if (rest != 0) {
            const vec q = load_partial<Arch>(x.data() + whole, rest, T(0));
            s0 = simd::fma(load_partial<Arch>(r0 + whole, rest, T(0)), q, s0);
            s1 = simd::fma(load_partial<Arch>(r1 + whole, rest, T(0)), q, s1);
            s2 = simd::fma(load_partial<Arch>(r2 + whole, rest, T(0)), q, s2);
            s3 = simd::fma(load_partial<Arch>(r3 + whole, rest, T(0)), q, s3);
        }
        y[i] = simd::reduce_add(s0);
        y[i + 1] = simd::reduce_add(s1);
        y[i + 2] = simd::reduce_add(s2);
        y[i + 3] = simd::reduce_add(s3);
    }
    for (; i < a.rows; ++i) y[i] = dot<Arch, T>(a.row(i), x);
}

namespace plain {
template <class T>
void matvec(std::type_identity_t<view<const T>> a, std::type_identity_t<std::span<const T>> x, std::span<T> y) {
    for (std::size_t i = 0; i < a.rows; ++i) {
        T sum = 0;
        for (std::size_t p = 0; p < a.cols; ++p) sum += a(i, p) * x[p];
        y[i] = sum;
    }
}
}  // namespace plain

}  // namespace nextclick::inline NEXTCLICK_ABI::simd
