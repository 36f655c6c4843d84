// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/hybrid/scaling.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid::scaling {

NEXTCLICK_INLINE void maximum::apply(std::span<float> s) {
    const float max = *std::max_element(s.begin(), s.end());
    if (max <= 0) return;
    for (float& x : s) x /= max;
}

NEXTCLICK_INLINE void sum::apply(std::span<float> s) const {
    double total = 0;
    for (float& x : s) {
        if (x == 0) continue;
        if (exponent != 1) x = std::pow(x, exponent);
        total += x;
    }
    if (total <= 0) return;
    for (float& x : s) x = static_cast<float>(x / total);
}

NEXTCLICK_INLINE void reciprocal_rank::apply(std::span<float> s) const {
    thread_local simd::top_k_heap<float> heap{0};
    thread_local std::vector<simd::scored<float>> best;
    heap.reset(std::min(depth, s.size()));
    heap.offer_block(std::span<const float>(s), 0, [&](item_index i) { return s[i] != 0; });
    best.resize(heap.size());
    heap.sorted_into(best);
    std::fill(s.begin(), s.end(), 0.0f);
    for (std::size_t n = 0; n < best.size(); ++n) s[best[n].item] = 1 / (offset + static_cast<float>(n + 1));
}

NEXTCLICK_INLINE void range::apply(std::span<float> s) {
    const auto [least, max] = std::minmax_element(s.begin(), s.end());
    const float low = *least, width = *max - low;
    for (float& x : s) x = width > 0 ? (x - low) / width : 0.0f;
}

NEXTCLICK_INLINE void softmax::apply(std::span<float> s) const {
    for (float& x : s) x /= temperature;
    simd::softmax(s);
}

NEXTCLICK_INLINE void standard::apply(std::span<float> s) {
    double sum = 0, squares = 0;
    for (const float x : s) sum += x;
    const double mean = sum / static_cast<double>(s.size());
    for (const float x : s) squares += (x - mean) * (x - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(s.size()));
    for (float& x : s) x = deviation > 0 ? static_cast<float>((x - mean) / deviation) : 0.0f;
}

}  // namespace hybrid::scaling

NEXTCLICK_END_NAMESPACE
