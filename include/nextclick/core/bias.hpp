// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Policies that add a bias to an affine map, or do not: an output has one bias for every item, a layer one for every unit.
struct biased {
    static constexpr bool value = true;
};
struct unbiased {
    static constexpr bool value = false;
};

NEXTCLICK_END_NAMESPACE
