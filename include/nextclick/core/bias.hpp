// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>

#include "nextclick/core/no_policy.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Policies that add a bias to an affine map, or do not: an output has one bias for every item, a layer one for every unit.
struct biased {
    static constexpr bool value = true;
};
struct unbiased {
    static constexpr bool value = false;
};
template <class B>
concept BiasFlag = requires {
    { B::value } -> std::convertible_to<bool>;
};
/// The fault of what is neither.
template <class Part>
struct no_bias {
    static_assert(BiasFlag<Part>, "the bias of a policy is nextclick::biased or nextclick::unbiased; this type lacks what follows");
};
template <class Part>
using bias_fault = fault_of_part<BiasFlag<Part>, Part, no_bias<Part>>;

NEXTCLICK_END_NAMESPACE
