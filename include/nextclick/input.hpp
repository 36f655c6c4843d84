// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/input/bag.hpp"
#include "nextclick/input/bucketed.hpp"
#include "nextclick/input/categorical.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/input/join.hpp"
#include "nextclick/input/numeric.hpp"
#include "nextclick/input/of_item.hpp"
#include "nextclick/input/one_hot.hpp"
#include "nextclick/input/vector.hpp"
