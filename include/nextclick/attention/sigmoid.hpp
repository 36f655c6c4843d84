// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/activation.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// Every weight is an independent gate between 0 and 1: the variant of RIB without a softmax.
struct sigmoid : activation::sigmoid {};
static_assert(Normaliser<sigmoid>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
