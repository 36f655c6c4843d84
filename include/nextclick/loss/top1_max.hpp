// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// Lt = sum s_j [a_j + b_j], s the softmax of the negatives alone, a_j = sig(r_j - r_i), b_j = sig(r_j²).
/// d/dr_i = -sum s_j a_j (1-a_j);  d/dr_k = s_k [(a_k + b_k - Lt) + a_k (1-a_k) + 2 r_k b_k (1-b_k)].
struct top1_max {
    static constexpr bool softmax = false;
    static std::string name() { return "top1_max"; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        using vec = xsimd::batch<T>;
        if (negatives.empty()) return target = target - target;
        const vec r(target), one(T(1)), most(simd::max<simd::default_arch, T>(negatives));
        const auto [norm, both, slope] = simd::sum_terms<3>(negatives, [&](vec x) {
            const vec e = simd::exp(x - most), a = simd::sigmoid(x - r), b = simd::sigmoid(x * x);
            return std::array{e, e * (a + b), e * a * (one - a)};
        });
        const T value = both / norm;
        const vec share(T(1) / norm), level(value);
        simd::map(negatives, [&](vec x) {
            const vec s = simd::exp(x - most) * share, a = simd::sigmoid(x - r), b = simd::sigmoid(x * x);
            return s * ((a + b - level) + a * (one - a) + (x + x) * b * (one - b));
        });
        target = -slope / norm;
        return value;
    }
};
static_assert(Loss<top1_max>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
