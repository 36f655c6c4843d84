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

/// Scales the scores of all items so that they can be added to those of another model. In place; in a list 0 means no score.
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
/// Divides by the maximum.
/// requires  scores of at least 0, as those of lists
struct maximum {
    static std::string name() { return "maximum"; }
    static void apply(std::span<float> s);
};
/// Divides by the sum. An exponent below 1 flattens the distribution, as a temperature above 1 does for softmax.
/// requires  scores of at least 0
struct sum {
    float exponent = 1;
    static std::string name() { return "sum"; }
    void apply(std::span<float> s) const;
};
/// 1 / (offset + rank) for the first `depth` items, 0 for the others: only ranks count, so any scores may be combined (reciprocal rank
/// fusion: Cormack, Clarke, Buettcher, SIGIR 2009, whose offset is 60).
struct reciprocal_rank {
    float offset = 60;
    std::size_t depth = 200;
    static std::string name() { return "reciprocal_rank"; }
    void apply(std::span<float> s) const;
};
/// Maps the minimum to 0 and the maximum to 1.
struct range {
    static std::string name() { return "range"; }
    static void apply(std::span<float> s);
};
/// exp(x / temperature), divided by the sum: the probabilities of a model trained by cross-entropy.
struct softmax {
    float temperature = 1;
    static std::string name() { return "softmax"; }
    void apply(std::span<float> s) const;
};
/// Mean 0, standard deviation 1 over the catalogue.
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
