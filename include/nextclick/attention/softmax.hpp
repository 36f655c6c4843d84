// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/softmax.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// The weights of the rows that a query reads sum to 1.
struct softmax {
    static constexpr const char* name() { return "softmax"; }
    template <class T>
    void forward(std::span<T> s) const {
        simd::softmax(s);
    }
    template <class T>
    void backward(simd::input<T> weights, std::span<T> g) const {
        simd::softmax_backward(weights, g);
    }
};
static_assert(Normaliser<softmax>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
