// SPDX-License-Identifier: Apache-2.0
#pragma once
/// What the shop allows and prefers: sets of items, and business rules.
#include "nextclick/filter/business_rules.hpp"
#include "nextclick/filter/item_set.hpp"
