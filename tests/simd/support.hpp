// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"
#include "random_values.hpp"

/// Rows, guards and comparisons for the tests of the kernels.
namespace kernels {

namespace simd = nextclick::simd;

using ::scalars;

template <class T>
using bits_of = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// Same bits; any NaN equals any other.
template <class T>
bool same(T a, T b) {
    return (a != a && b != b) || std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b);
}

/// Whether a differs from b by at most `ulps` units of the magnitude `scale` (at least that of b).
template <class T>
bool close(T a, T b, double ulps, double scale = 0) {
    if (same(a, b)) return true;
    const double size = std::max(std::abs(static_cast<double>(b)), scale);
    return std::abs(static_cast<double>(a) - static_cast<double>(b)) <=
           ulps * static_cast<double>(std::numeric_limits<T>::epsilon()) * size;
}

/// Every size from 0 to five vectors and three elements, and some rows of several times four vectors.
template <class T>
std::vector<std::size_t> sizes() {
    std::vector<std::size_t> s;
    for (std::size_t n = 0; n <= 5 * simd::lanes<T> + 3; ++n) s.push_back(n);
    for (const std::size_t n : {100u, 257u, 1000u}) s.push_back(n);
    return s;
}

/// A row of n elements that begins `offset` elements after a cache line, with guards on both sides.
template <class T>
class row {
public:
    row(std::size_t n, std::size_t offset, std::uint64_t seed, T spread = 1) : n_(n), offset_(offset) {
        storage_.assign(n + offset + guards, guard);
        const nextclick::random_stream random{seed, n};
        for (std::size_t i = 0; i < n; ++i) at(i) = spread * static_cast<T>(random.normal(i));
    }
    T& at(std::size_t i) { return storage_[offset_ + i]; }
    std::span<T> span() { return {storage_.data() + offset_, n_}; }
    std::span<const T> view() const { return {storage_.data() + offset_, n_}; }
    operator std::span<const T>() const { return view(); }
    T operator[](std::size_t i) const { return storage_[offset_ + i]; }
    std::size_t size() const { return n_; }
    /// Checks that nothing was written outside the row.
    bool intact() const {
        for (std::size_t i = 0; i < storage_.size(); ++i)
            if ((i < offset_ || i >= offset_ + n_) && storage_[i] != guard) return false;
        return true;
    }

private:
    static constexpr std::size_t guards = 70;
    static constexpr T guard = T(-12345);
    std::size_t n_, offset_;
    nextclick::aligned_vector<T> storage_;
};

/// Calls f(n, offset) for every size, aligned and not.
template <class T, class F>
void at_sizes_and_offsets(const F& f) {
    for (const std::size_t n : sizes<T>())
        for (const std::size_t offset : {0u, 1u, 3u}) f(n, offset);
}

template <class T>
std::vector<T> special_values() {
    using limit = std::numeric_limits<T>;
    std::vector<T> v;
    for (const T x : {T(0), limit::denorm_min(), limit::min() / 2, limit::min(), limit::epsilon(), T(0.5), T(1), T(2.5), T(20), T(88),
                      T(89), T(104), T(709), T(710), T(746), T(1e5), limit::max(), limit::infinity()}) {
        v.push_back(x);
        v.push_back(-x);
    }
    v.push_back(limit::quiet_NaN());
    return v;
}

}  // namespace kernels
