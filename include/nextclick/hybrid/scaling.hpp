// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/simd/softmax.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid {

/// Brings the scores of all items into a scale in which they may be added to another model's. In place; 0 is no score of a list.
template <class S>
concept Scaling = requires(const S& s, std::span<float> scores) {
    s.apply(scores);
    { S::name() } -> std::convertible_to<std::string>;
};

namespace scaling {

struct none {
    static std::string name() { return "none"; }
    static void apply(std::span<float>) {}
};
/// Divided by the largest. For scores that are not below 0: lists.
struct maximum {
    static std::string name() { return "maximum"; }
    static void apply(std::span<float> s) {
        const float max = *std::max_element(s.begin(), s.end());
        if (max <= 0) return;
        for (float& x : s) x /= max;
    }
};
/// Divided by their sum: shares. For scores that are not below 0. An exponent below 1 brings the first and the last nearer to
/// each other, as a temperature above 1 does for softmax.
struct sum {
    float exponent = 1;
    static std::string name() { return "sum"; }
    void apply(std::span<float> s) const {
        double total = 0;
        for (float& x : s) {
            if (x == 0) continue;
            if (exponent != 1) x = std::pow(x, exponent);
            total += x;
        }
        if (total <= 0) return;
        for (float& x : s) x = static_cast<float>(x / total);
    }
};
/// 1 / (offset + place), of the first `depth` items, and nothing for the others: places alone count, so that any scores may be
/// added (reciprocal rank fusion: Cormack, Clarke, Buettcher, SIGIR 2009, whose offset is 60).
struct reciprocal_rank {
    float offset = 60;
    std::size_t depth = 200;
    static std::string name() { return "reciprocal_rank"; }
    void apply(std::span<float> s) const {
        thread_local simd::top_k_heap<float> heap{0};
        thread_local std::vector<simd::scored<float>> best;
        heap.reset(std::min(depth, s.size()));
        heap.offer_block(std::span<const float>(s), 0, [&](item_index i) { return s[i] != 0; });
        best.resize(heap.size());
        heap.sorted_into(best);
        std::fill(s.begin(), s.end(), 0.0f);
        for (std::size_t n = 0; n < best.size(); ++n) s[best[n].item] = 1 / (offset + static_cast<float>(n + 1));
    }
};
/// From 0, the least, to 1, the largest.
struct range {
    static std::string name() { return "range"; }
    static void apply(std::span<float> s) {
        const auto [least, max] = std::minmax_element(s.begin(), s.end());
        const float low = *least, width = *max - low;
        for (float& x : s) x = width > 0 ? (x - low) / width : 0.0f;
    }
};
/// exp(x / temperature), divided by the sum of all: what a model that learned by cross-entropy says of probabilities.
struct softmax {
    float temperature = 1;
    static std::string name() { return "softmax"; }
    void apply(std::span<float> s) const {
        for (float& x : s) x /= temperature;
        simd::softmax(s);
    }
};
/// Mean 0, deviation 1 over the catalogue.
struct standard {
    static std::string name() { return "standard"; }
    static void apply(std::span<float> s) {
        double sum = 0, squares = 0;
        for (const float x : s) sum += x;
        const double mean = sum / static_cast<double>(s.size());
        for (const float x : s) squares += (x - mean) * (x - mean);
        const double deviation = std::sqrt(squares / static_cast<double>(s.size()));
        for (float& x : s) x = deviation > 0 ? static_cast<float>((x - mean) / deviation) : 0.0f;
    }
};
static_assert(Scaling<none> && Scaling<maximum> && Scaling<sum> && Scaling<range> && Scaling<softmax> && Scaling<standard> &&
              Scaling<reciprocal_rank>);

}  // namespace scaling
}  // namespace hybrid
NEXTCLICK_END_NAMESPACE
