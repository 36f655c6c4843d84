// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <concepts>
#include <string>

#include "nextclick/core/fields.hpp"
#include "nextclick/neighbours/weight.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

/// What a session s and a neighbour n share.
struct common {
    float sum;             ///< of the weights of the items in both
    float norm;            ///< root of the sum of the squared weights of all items of s
    float session_size;    ///< distinct items of s
    float neighbour_size;  ///< distinct items of n; 0 unless `reads_sizes`
    float age;             ///< seconds from the last click of n to that of s, at least 0; 0 unless `reads_ages`
};

/// weigh    weight of an item of the session, by the step of its last click and the number of clicks; at least 0
/// of       the similarity; a session of 0 or less is not a neighbour
template <class S>
concept Similarity = requires(const S& s, const common& c, float step, float length) {
    { s.weigh(step, length) } -> std::convertible_to<float>;
    { s.of(c) } -> std::convertible_to<float>;
    { S::reads_sizes } -> std::convertible_to<bool>;
    { S::reads_ages } -> std::convertible_to<bool>;
    { S::name() } -> std::convertible_to<std::string>;
};

namespace similarity {

/// |s & n| / sqrt(|s| |n|): S-kNN (docs/models.md 4.1).
struct cosine {
    static constexpr bool reads_sizes = true, reads_ages = false;
    static std::string name() { return "cosine"; }
    static float weigh(float, float) { return 1; }
    static float of(const common& c) { return c.sum / std::sqrt(c.session_size * c.neighbour_size); }
};
/// |s & n| / |s | n|.
struct jaccard {
    static constexpr bool reads_sizes = true, reads_ages = false;
    static std::string name() { return "jaccard"; }
    static float weigh(float, float) { return 1; }
    static float of(const common& c) { return c.sum / (c.session_size + c.neighbour_size - c.sum); }
};
/// sum w / |s|: V-SkNN's "vec", VMIS (docs/models.md 4.2, 4.5).
template <class Weight = weight::division>
struct weighted {
    static constexpr bool reads_sizes = false, reads_ages = false;
    [[no_unique_address]] Weight weight{};
    static std::string name() { return "weighted<" + Weight::name() + ">"; }
    static constexpr auto options() { return field_list{field{"weight", &weighted::weight}}; }
    float weigh(float step, float length) const { return weight.at(step, length); }
    static float of(const common& c) { return c.sum / c.session_size; }
};
/// sum w / (|w of s| sqrt(|n|)): V-SkNN's "cosine", STAN (docs/models.md 4.2, 4.4).
template <class Weight = weight::division>
struct weighted_cosine {
    static constexpr bool reads_sizes = true, reads_ages = false;
    [[no_unique_address]] Weight weight{};
    static std::string name() { return "weighted_cosine<" + Weight::name() + ">"; }
    static constexpr auto options() { return field_list{field{"weight", &weighted_cosine::weight}}; }
    float weigh(float step, float length) const { return weight.at(step, length); }
    static float of(const common& c) { return c.sum / (c.norm * std::sqrt(c.neighbour_size)); }
};

/// A similarity that falls by a factor of e per `days` between the sessions (STAN's lambda 2); 0: constant.
template <class Inner>
struct aged {
    static constexpr bool reads_sizes = Inner::reads_sizes, reads_ages = true;
    [[no_unique_address]] Inner inner{};
    float days = 5;
    static std::string name() { return "aged<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &aged::inner}, field{"days", &aged::days}}; }
    float weigh(float step, float length) const { return inner.weigh(step, length); }
    float of(const common& c) const { return days > 0 ? inner.of(c) * std::exp(-c.age / (days * 86400)) : inner.of(c); }
};
/// As `aged`, by an eighth for each whole day, rounded (V-SkNN).
template <class Inner>
struct aged_by_day {
    static constexpr bool reads_sizes = Inner::reads_sizes, reads_ages = true;
    [[no_unique_address]] Inner inner{};
    static std::string name() { return "aged_by_day<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &aged_by_day::inner}}; }
    float weigh(float step, float length) const { return inner.weigh(step, length); }
    float of(const common& c) const { return inner.of(c) * std::pow(0.875f, std::round(c.age / 86400)); }
};

}  // namespace similarity
}  // namespace neighbours
NEXTCLICK_END_NAMESPACE
