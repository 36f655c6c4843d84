// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// What one layer reads of a folded input: rows of pre-activations, `blocks` gates side by side.
struct folded_part {
    std::size_t width = 0, blocks = 1;
};

NEXTCLICK_END_NAMESPACE
