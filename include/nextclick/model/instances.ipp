// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/model/instances.hpp"

NEXTCLICK_BEGIN_NAMESPACE
NEXTCLICK_MODEL_INSTANCES(template)
NEXTCLICK_END_NAMESPACE
