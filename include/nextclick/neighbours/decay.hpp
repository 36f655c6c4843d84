// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "nextclick/core/config.hpp"
#include "nextclick/core/fields.hpp"

/// The factor of a neighbour's score when the newest shared item is `step` clicks back, 1 being the last click
/// (docs/models.md 4.2). Never below 0.
NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours::decay {

struct none {
    static std::string name() { return "none"; }
    static float at(float) { return 1; }
};
struct division {
    static std::string name() { return "division"; }
    static float at(float step) { return 1 / step; }
};
struct quadratic {
    static std::string name() { return "quadratic"; }
    static float at(float step) { return 1 / (step * step); }
};
/// 0.1 less per step, 0 from the tenth on (published code continues below 0).
struct linear {
    static std::string name() { return "linear"; }
    static float at(float step) { return std::max(0.0f, 1 - 0.1f * step); }
};
struct logarithm {
    static std::string name() { return "logarithm"; }
    static float at(float step) { return 1 / std::log10(step + 1.7f); }
};
/// Falls by a factor of e in `steps` (V-STAN's lambda 4).
struct exponential {
    float steps = 1.02f;
    static std::string name() { return "exponential"; }
    static constexpr auto options() { return field_list{field{"steps", &exponential::steps}}; }
    float at(float step) const { return std::exp((1 - step) / steps); }
};

}  // namespace neighbours::decay
NEXTCLICK_END_NAMESPACE
