// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstdint>
#include <span>

#include "nextclick/core/workspace.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// For every row, the row that stands in its place when each lane is read from its end: event t of a lane of n events
/// and event n-1-t. Lanes keep their lengths, so the steps are the same, and reversing twice changes nothing.
/// shapes    to (rows), filled and returned
std::span<const std::uint32_t> lane_reversal(const packed_steps& steps, std::span<std::uint32_t> to);

/// The steps of lanes that are read from their ends: the same, but for the items. Numbers in the whole batch are those of the places,
/// so that random draws go by the place in the order of reading.
packed_steps reversed_steps(workspace& memory, packed_steps steps, std::span<const std::uint32_t> reversal);

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/rows/reversal.ipp"
#endif
