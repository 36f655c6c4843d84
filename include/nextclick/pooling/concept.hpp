// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "nextclick/core/cost.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/history.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// A pooling reads the encoded rows of a session and computes a query for every query row (`packed_steps::query_rows`),
/// from that row and those before it in its lane.
/// shapes    h (rows, H) in, q (queries, width(H)) out; dq (queries, width(H)) in, dh (rows, H) out
NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

template <class P>
concept HasWidths = requires(const P p) {
    { p.width(std::size_t{}) } -> std::convertible_to<std::size_t>;
};
template <class P>
concept HasParameters =
    Parameters<typename P::template parameters<values<float>>> && Parameters<typename P::template parameters<gradients<float>>>;
template <class P>
concept HasForward = requires(const P pool, const typename P::template parameters<values<float>>& p, pass& run, const packed_steps& steps,
                              view<const float> h, typename P::template tape<float>& tape) {
    { pool.forward(p, run, steps, h, tape) } -> std::convertible_to<view<const float>>;
};
template <class P>
concept HasBackward =
    requires(const P pool, const typename P::template parameters<values<float>>& p, typename P::template parameters<gradients<float>>& dp,
             pass& run, const packed_steps& steps, view<const float> dq, const typename P::template tape<float>& tape) {
        { pool.backward(p, dp, run, steps, dq, tape) } -> std::convertible_to<view<const float>>;
    };

template <class P>
concept HasCost = requires(const P p) {
    { p.cost(std::size_t{}) } -> std::same_as<cost::layer>;  // per row; the argument is the width of h
};

template <class P>
concept Pooling = HasWidths<P> && HasParameters<P> && HasForward<P> && HasBackward<P> && HasCost<P>;

/// Reports a part of a combination that is not a pooling.
template <class Part>
struct part_of_combination {
    static_assert(Pooling<Part>, "a part of this combination is no pooling; it lacks what follows (see pooling/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Pooling<Part>, Part, part_of_combination<Part>, history::fault<Part>>;
/// What combinations are made of: poolings that state what they read.
template <class Part>
concept Combinable = Pooling<Part> && std::is_void_v<part_fault<Part>>;

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
