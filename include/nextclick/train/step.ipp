// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/error.hpp"
#include "nextclick/train/step.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train::detail {

NEXTCLICK_INLINE void refuse_numbers(double loss, const std::string& bad, const position& at) {
    throw numeric_error("train: epoch " + std::to_string(at.epoch + 1) + ", step " + std::to_string(at.step + 1) + ": the loss is " +
                        std::to_string(loss) + (bad.empty() ? std::string() : " and the gradient of " + bad + " is not finite") +
                        "; likely cause: the learning rate is too high for this loss (try a third of it, or clip "
                        "the gradient). The weights are those before the step");
}

}  // namespace train::detail
NEXTCLICK_END_NAMESPACE
