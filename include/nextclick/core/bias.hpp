// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Whether an affine map has a bias, as a policy: of an output one for every item, of a layer one for every unit.
struct biased {
    static constexpr bool value = true;
};
struct unbiased {
    static constexpr bool value = false;
};

NEXTCLICK_END_NAMESPACE
