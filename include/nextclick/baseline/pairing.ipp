// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/baseline/pairing.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace baseline::pairing {

NEXTCLICK_INLINE float sequence::weight(float d) const {
    switch (by) {
        case fading::division:
            return 1 / d;
        case fading::quadratic:
            return 1 / (d * d);
        case fading::logarithm:
            return 1 / std::log10(d + 1.7f);
        case fading::linear:
            return std::max(0.0f, 1 - 0.1f * d);
        case fading::none:
            break;
    }
    return 1;
}

}  // namespace baseline::pairing

NEXTCLICK_END_NAMESPACE
