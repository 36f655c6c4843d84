// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/activation.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// Every weight is a gate of its own between 0 and 1: RIB, where it is not a softmax.
struct sigmoid : activation::sigmoid {};
static_assert(Normaliser<sigmoid>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
