// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/model/cost.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/objective.hpp"
