// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/model/batch_loss.hpp"
#include "nextclick/model/cost.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/with_items.hpp"
