// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Sets of items, and business rules.
#include "nextclick/filter/business_rules.hpp"
#include "nextclick/filter/item_set.hpp"
