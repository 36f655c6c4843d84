// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "nextclick/core/config.hpp"
#include "nextclick/core/fields.hpp"

/// The weight of a click of the session in a similarity: `at(step, length)`, where step 1 is the newest of `length` clicks
/// (docs/models.md 4.2, 4.4). Never below 0.
NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours::weight {

struct same {
    static std::string name() { return "same"; }
    static float at(float, float) { return 1; }
};
/// The position from the start relative to the length: 1 for the newest, 1/length for the oldest.
struct division {
    static std::string name() { return "division"; }
    static float at(float step, float length) { return (length - step + 1) / length; }
};
struct quadratic {
    static std::string name() { return "quadratic"; }
    static float at(float step, float length) { return division::at(step, length) * division::at(step, length); }
};
/// 0.1 less per step, 0 from the eleventh on. (Published code counts from the start instead, and so ignores all clicks
/// of long sessions.)
struct linear {
    static std::string name() { return "linear"; }
    static float at(float step, float) { return std::max(0.0f, 1 - 0.1f * (step - 1)); }
};
struct logarithm {
    static std::string name() { return "logarithm"; }
    static float at(float step, float) { return 1 / std::log10(step + 0.7f); }
};
/// Falls by a factor of e in `steps` (STAN's lambda 1).
struct exponential {
    float steps = 1.02f;
    static std::string name() { return "exponential"; }
    static constexpr auto options() { return field_list{field{"steps", &exponential::steps}}; }
    float at(float step, float) const { return std::exp((1 - step) / steps); }
};

}  // namespace neighbours::weight
NEXTCLICK_END_NAMESPACE
