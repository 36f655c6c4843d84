// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Tables of items: rows that inputs look up, rows and biases that queries are scored against, their gradients and steps.
#include "nextclick/table/byte_copy.hpp"
#include "nextclick/table/deferred_rows.hpp"
#include "nextclick/table/factored_rows.hpp"
#include "nextclick/table/gradient.hpp"
#include "nextclick/table/item_table.hpp"
#include "nextclick/table/look_up.hpp"
#include "nextclick/table/row_map.hpp"
#include "nextclick/table/step_deferred.hpp"
