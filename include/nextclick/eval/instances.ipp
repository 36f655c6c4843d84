// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/instances.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {
NEXTCLICK_EVAL_INSTANCES(template)
}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
