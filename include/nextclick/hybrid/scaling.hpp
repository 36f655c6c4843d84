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
    static void apply(std::span<float> s);
};
/// Divided by their sum: shares. For scores that are not below 0. An exponent below 1 brings the first and the last nearer to
/// each other, as a temperature above 1 does for softmax.
struct sum {
    float exponent = 1;
    static std::string name() { return "sum"; }
    void apply(std::span<float> s) const;
};
/// 1 / (offset + place), of the first `depth` items, and nothing for the others: places alone count, so that any scores may be
/// added (reciprocal rank fusion: Cormack, Clarke, Buettcher, SIGIR 2009, whose offset is 60).
struct reciprocal_rank {
    float offset = 60;
    std::size_t depth = 200;
    static std::string name() { return "reciprocal_rank"; }
    void apply(std::span<float> s) const;
};
/// From 0, the least, to 1, the largest.
struct range {
    static std::string name() { return "range"; }
    static void apply(std::span<float> s);
};
/// exp(x / temperature), divided by the sum of all: what a model that learned by cross-entropy says of probabilities.
struct softmax {
    float temperature = 1;
    static std::string name() { return "softmax"; }
    void apply(std::span<float> s) const;
};
/// Mean 0, deviation 1 over the catalogue.
struct standard {
    static std::string name() { return "standard"; }
    static void apply(std::span<float> s);
};
static_assert(Scaling<none> && Scaling<maximum> && Scaling<sum> && Scaling<range> && Scaling<softmax> && Scaling<standard> &&
              Scaling<reciprocal_rank>);

}  // namespace scaling
}  // namespace hybrid
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/hybrid/scaling.ipp"
#endif
