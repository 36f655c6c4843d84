// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace baseline {

/// Which clicks of a session are counted as pairs, and with which weight.
/// pairs    calls f(q, weight) for the positions q that the click at `place` is paired with; weights above 0. Positions of
///          unknown items may be included
/// scale    the factor of the sum of a pair of items, from the numbers of clicks on both
template <class P>
concept Pairing = requires(const P& p, std::span<const item_index> clicks, std::size_t place, void (*f)(std::size_t, float), float n) {
    p.pairs(clicks, place, f);
    { p.scale(n, n) } -> std::convertible_to<float>;
    { P::name() } -> std::convertible_to<std::string>;
};

namespace pairing {

/// All pairs of clicks of a session, in both directions, including pairs on the same item: association rules.
struct together {
    static constexpr bool every_pair = true;  ///< the cost of a session is quadratic in its clicks
    static std::string name() { return "together"; }
    template <class F>
    static void pairs(std::span<const item_index> clicks, std::size_t p, const F& f) {
        for (std::size_t q = 0; q < clicks.size(); ++q)
            if (q != p) f(q, 1.0f);
    }
    static float scale(float, float) { return 1; }
};
/// A click and the next one: a Markov chain.
struct next {
    static std::string name() { return "next"; }
    template <class F>
    static void pairs(std::span<const item_index> clicks, std::size_t p, const F& f) {
        if (p + 1 < clicks.size()) f(p + 1, 1.0f);
    }
    static float scale(float, float) { return 1; }
};

/// The weight of a sequential rule as a function of the distance of its clicks.
enum class distance_decay { division, quadratic, logarithm, linear, none };
constexpr std::array<std::string_view, 5> option_names(distance_decay) { return {"division", "quadratic", "logarithm", "linear", "none"}; }

/// A click and each of the `steps` clicks after it, weighted by their distance d: sequential rules.
struct sequence {
    std::size_t steps = 10;
    distance_decay decay = distance_decay::division;
    static std::string name() { return "sequence"; }
    static constexpr auto options() { return field_list{field{"steps", &sequence::steps}, field{"by", &sequence::decay}}; }
    template <class F>
    void pairs(std::span<const item_index> clicks, std::size_t p, const F& f) const {
        for (std::size_t q = p + 1; q < std::min(clicks.size(), p + 1 + steps); ++q)
            if (const float w = weight(static_cast<float>(q - p)); w > 0) f(q, w);
    }
    static float scale(float, float) { return 1; }
    float weight(float d) const;
};
/// Every two clicks on different items, divided by (clicks of one + damping)^alpha (clicks of the other + damping)^(1 - alpha): item-kNN.
struct cosine {
    float damping = 20, alpha = 0.5f;
    static constexpr bool every_pair = true;
    static std::string name() { return "cosine"; }
    static constexpr auto options() { return field_list{field{"damping", &cosine::damping}, field{"alpha", &cosine::alpha}}; }
    template <class F>
    static void pairs(std::span<const item_index> clicks, std::size_t p, const F& f) {
        for (std::size_t q = 0; q < clicks.size(); ++q)
            if (clicks[q] != clicks[p]) f(q, 1.0f);
    }
    float scale(float from, float to) const { return 1 / (std::pow(from + damping, alpha) * std::pow(to + damping, 1 - alpha)); }
};

static_assert(Pairing<together> && Pairing<next> && Pairing<sequence> && Pairing<cosine>);

}  // namespace pairing
}  // namespace baseline
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/baseline/pairing.ipp"
#endif
