// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstdint>
#include <span>

#include "nextclick/core/workspace.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// For every row, the row that replaces it when each lane is reversed: event t of a lane of n events is replaced by event n-1-t.
/// Lanes keep their lengths, so the steps are the same, and reversing twice is the identity.
/// shapes    to (rows), filled and returned
std::span<const std::uint32_t> lane_reversal(const packed_steps& steps, std::span<std::uint32_t> to);

/// The steps of reversed lanes: only the items differ. Indices in the whole batch are those of the positions after the reversal, so
/// random draws depend on the position in reading order.
packed_steps reversed_steps(workspace& memory, packed_steps steps, std::span<const std::uint32_t> reversal);

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/rows/reversal.ipp"
#endif
