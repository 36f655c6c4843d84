// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "nextclick/core/config.hpp"
#include "nextclick/core/fields.hpp"

/// What remains of a neighbour's score when the newest item that it shares is `step` clicks back, 1 the last one
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
/// A tenth less a step, nothing from the tenth on (where published code goes on below 0).
struct linear {
    static std::string name() { return "linear"; }
    static float at(float step) { return std::max(0.0f, 1 - 0.1f * step); }
};
struct logarithm {
    static std::string name() { return "logarithm"; }
    static float at(float step) { return 1 / std::log10(step + 1.7f); }
};
/// Falls by e in `steps` (V-STAN's lambda 4).
struct exponential {
    float steps = 1.02f;
    static std::string name() { return "exponential"; }
    static constexpr auto options() { return field_list{field{"steps", &exponential::steps}}; }
    float at(float step) const { return std::exp((1 - step) / steps); }
};

}  // namespace neighbours::decay
NEXTCLICK_END_NAMESPACE
