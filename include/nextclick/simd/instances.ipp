// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/simd/instances.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace simd {
NEXTCLICK_SIMD_INSTANCES(template)
}  // namespace simd
NEXTCLICK_END_NAMESPACE
