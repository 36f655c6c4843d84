// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/baseline/pairing.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace baseline::pairing {

NEXTCLICK_INLINE float sequence::weight(float d) const {
    switch (decay) {
        case distance_decay::division:
            return 1 / d;
        case distance_decay::quadratic:
            return 1 / (d * d);
        case distance_decay::logarithm:
            return 1 / std::log10(d + 1.7f);
        case distance_decay::linear:
            return std::max(0.0f, 1 - 0.1f * d);
        case distance_decay::none:
            break;
    }
    return 1;
}

}  // namespace baseline::pairing

NEXTCLICK_END_NAMESPACE
