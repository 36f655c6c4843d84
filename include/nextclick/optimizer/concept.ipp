// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/error.hpp"
#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer::detail {

NEXTCLICK_INLINE void refuse_shapes(const std::string& optimiser, const tensor_shape (&shapes)[4]) {
    const auto text = [&](int i) { return std::to_string(shapes[i].rows) + "x" + std::to_string(shapes[i].cols); };
    throw argument_error("optimizer::" + optimiser + ": weights of " + text(0) + ", gradients of " + text(1) + ", state of " + text(2) +
                         " and " + text(3) +
                         "; make the gradients by resize_like(), and call prepare() with these weights and options "
                         "before the first step");
}

NEXTCLICK_INLINE void require(bool fits, const std::string& optimiser, const char* option, double value, const char* remedy) {
    if (!fits)
        throw argument_error("optimizer::" + optimiser + ": " + option + " " + std::to_string(value) + " is invalid; give " + remedy);
}
NEXTCLICK_INLINE void require_positive(const std::string& optimiser, const char* option, double value) {
    require(value > 0 && std::isfinite(value), optimiser, option, value, "a finite number above 0");
}
NEXTCLICK_INLINE void require_not_negative(const std::string& optimiser, const char* option, double value) {
    require(value >= 0 && std::isfinite(value), optimiser, option, value, "a finite number, 0 or above");
}
NEXTCLICK_INLINE void require_share(const std::string& optimiser, const char* option, double value) {
    require(value >= 0 && value < 1, optimiser, option, value, "a number of at least 0 and below 1");
}

}  // namespace optimizer::detail
NEXTCLICK_END_NAMESPACE
