// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/activation.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// Every weight is clip(0.2 s + 0.5, 0, 1).
struct hard_sigmoid : activation::hard_sigmoid {};
static_assert(Normaliser<hard_sigmoid>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
