// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/baseline/bpr_mf.hpp"
#include "nextclick/baseline/item_to_item.hpp"
#include "nextclick/baseline/pairing.hpp"
#include "nextclick/baseline/popularity.hpp"
