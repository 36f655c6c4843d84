// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

#include "nextclick/core/config.hpp"

namespace nextclick::inline NEXTCLICK_ABI::hybrid {

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
        const float most = *std::max_element(s.begin(), s.end());
        if (most <= 0) return;
        for (float& x : s) x /= most;
    }
};
/// Divided by their sum: shares. For scores that are not below 0.
struct sum {
    static std::string name() { return "sum"; }
    static void apply(std::span<float> s) {
        double total = 0;
        for (const float x : s) total += x;
        if (total <= 0) return;
        for (float& x : s) x = static_cast<float>(x / total);
    }
};
/// From 0, the least, to 1, the largest.
struct range {
    static std::string name() { return "range"; }
    static void apply(std::span<float> s) {
        const auto [least, most] = std::minmax_element(s.begin(), s.end());
        const float low = *least, width = *most - low;
        for (float& x : s) x = width > 0 ? (x - low) / width : 0.0f;
    }
};
/// exp(x / temperature), divided by the sum of all: what a model that learned by cross-entropy says of probabilities.
struct softmax {
    float temperature = 1;
    static std::string name() { return "softmax"; }
    void apply(std::span<float> s) const {
        const float most = *std::max_element(s.begin(), s.end());
        double total = 0;
        for (float& x : s) {
            x = std::exp((x - most) / temperature);
            total += x;
        }
        for (float& x : s) x = static_cast<float>(x / total);
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
static_assert(Scaling<none> && Scaling<maximum> && Scaling<sum> && Scaling<range> && Scaling<softmax> && Scaling<standard>);

}  // namespace scaling
}  // namespace nextclick::inline NEXTCLICK_ABI::hybrid
