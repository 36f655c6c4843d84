// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>

#include "nextclick/core/fields.hpp"
#include "nextclick/neighbours/decay.hpp"
#include "nextclick/neighbours/followers.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

/// Frequencies of an item.
struct item_counts {
    float clicks, pairs;            ///< of the item: events, and sessions that have it
    float all_sessions, all_pairs;  ///< totals of the index
};

/// The share of a neighbour's similarity that each of its items receives: the product of
/// of_neighbour(step)     the newest shared item is `step` clicks back, 1 being the last one
/// of_item(counts)        computed once an item, above 0
/// at_distance(clicks)    optional: by the distance between the item and the last shared one, in the neighbour
/// An item is ranked only if keep(last item of the session, item) is true, if the function exists.
template <class S>
concept Score = requires(const S& s, float step, const item_counts& counts) {
    { s.of_neighbour(step) } -> std::convertible_to<float>;
    { s.of_item(counts) } -> std::convertible_to<float>;
    { S::name() } -> std::convertible_to<std::string>;
};
template <class S>
concept ReadsDistances = requires(const S& s, float clicks) {
    { s.at_distance(clicks) } -> std::convertible_to<float>;
};
template <class S>
concept KeepsSome = requires(const S& s, item_index i) {
    { s.keep(i, i) } -> std::convertible_to<bool>;
};

namespace score {

/// 1 + gamma ln(sessions / clicks of the item); published code divides by clicks, not by sessions with the item.
inline float rarity(float gamma, const item_counts& c) {
    return c.clicks > 0 ? std::max(1e-6f, 1 + gamma * std::log(c.all_sessions / c.clicks)) : 1.0f;
}

/// The whole similarity for all items of the neighbour: S-kNN (docs/models.md 4.1).
struct plain {
    static std::string name() { return "plain"; }
    static float of_neighbour(float) { return 1; }
    static float of_item(const item_counts&) { return 1; }
};
/// S-SkNN and V-SkNN (4.2, 4.3).
template <class Decay = decay::division>
struct decayed {
    float gamma = 0;
    [[no_unique_address]] Decay decay{};
    static std::string name() { return "decayed<" + Decay::name() + ">"; }
    static constexpr auto options() { return field_list{field{"gamma", &decayed::gamma}, field{"decay", &decayed::decay}}; }
    float of_neighbour(float step) const { return decay.at(step); }
    float of_item(const item_counts& c) const { return gamma > 0 ? rarity(gamma, c) : 1.0f; }
};
/// Items that followed the last one at least once: SF-SkNN (4.3).
struct following {
    std::shared_ptr<const followers> next{};  ///< of the indexed log
    static std::string name() { return "following"; }
    static constexpr auto options() { return field_list{field{"next", &following::next}}; }
    static float of_neighbour(float) { return 1; }
    static float of_item(const item_counts&) { return 1; }
    bool keep(item_index last, item_index item) const { return next->follows(last, item); }
};
/// STAN and V-STAN (4.4): items near the last shared one; gamma and `decay` belong to V-STAN, whose decay with 0 steps is disabled.
struct nearby {
    float distance = 2.05f;  ///< clicks over which the share falls by a factor of e; 0: constant
    float gamma = 0;
    decay::exponential decay{.steps = 0};
    static std::string name() { return "nearby"; }
    static constexpr auto options() {
        return field_list{field{"distance", &nearby::distance}, field{"gamma", &nearby::gamma}, field{"decay", &nearby::decay}};
    }
    float of_neighbour(float step) const { return decay.steps > 0 ? decay.at(step) : 1.0f; }
    float of_item(const item_counts& c) const { return gamma > 0 ? rarity(gamma, c) : 1.0f; }
    float at_distance(float clicks) const { return distance > 0 ? std::exp(-clicks / distance) : 1.0f; }
};
/// VMIS-kNN (4.5): linear decay, times the rarity of the item among pairs; the last item itself is not ranked.
struct vmis {
    float idf_weight = 1;
    static std::string name() { return "vmis"; }
    static constexpr auto options() { return field_list{field{"idf_weight", &vmis::idf_weight}}; }
    static float of_neighbour(float step) { return decay::linear::at(step); }
    float of_item(const item_counts& c) const {
        const float idf = c.pairs > 0 ? idf_weight * std::log(c.all_pairs / c.pairs) : 0.0f;
        return idf > 0 ? idf : 1.0f;
    }
    static bool keep(item_index last, item_index item) { return item != last; }
};

}  // namespace score
}  // namespace neighbours
NEXTCLICK_END_NAMESPACE
