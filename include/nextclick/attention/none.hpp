// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// The weights are the scores: NARM's paper, STAMP.
struct none {
    static constexpr const char* name() { return "none"; }
    template <class T>
    void forward(std::span<T>) const {}
    template <class T>
    void backward(simd::input<T>, std::span<T>) const {}
};
static_assert(Normaliser<none>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
