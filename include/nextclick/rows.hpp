// SPDX-License-Identifier: Apache-2.0
#pragma once
/// Packed rows of several sessions: their order, lanes and graphs, and how rows are copied and dropped.
#include "nextclick/rows/copy.hpp"
#include "nextclick/rows/distribute_lanes.hpp"
#include "nextclick/rows/dropout.hpp"
#include "nextclick/rows/lane_order.hpp"
#include "nextclick/rows/micro_batch.hpp"
#include "nextclick/rows/nodes.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/rows/reversal.hpp"
