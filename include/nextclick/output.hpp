// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/output/concept.hpp"
#include "nextclick/output/cosine.hpp"
#include "nextclick/output/item_tower.hpp"
#include "nextclick/output/neural.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/output/table_of.hpp"
#include "nextclick/output/table_parameters.hpp"
#include "nextclick/output/tied.hpp"
