// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>

#include "nextclick/core/cost.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/initialise.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/simd/gates.hpp"
#include "nextclick/simd/product.hpp"

/// A cell is the function of its gates: one step from (pre-activations of the input, old state) to a new state, and its backward.
/// To write one: copy the shortest neighbour (rnn.hpp), and compare its gradients with differences: check_policy(my_cell{}).
NEXTCLICK_BEGIN_NAMESPACE
namespace cell {

/// The arguments of one forward step of a cell, for n rows. Views into the same step of the tape.
/// shapes    gates (n, gates·H): in, x W + b; out, what backward needs.  extra (n, extras·H): further values for backward.
///           previous (n, states·H), next (n, states·H): the state, whose first H columns are the output h
template <class T>
struct step {
    view<T> gates, extra;
    view<const T> previous;
    view<T> next;
};

/// The arguments of the backward pass of one step.
/// shapes    up (n, states·H): gradient of `next`.  d_gates (n, gates·H): out, gradient of the pre-activations.
///           d_extra (n, extras·H): scratch that `backward_weights` receives.  d_previous (n, states·H): out
template <class T>
struct step_gradient {
    view<const T> gates, extra, previous, next, up;
    view<T> d_gates, d_extra, d_previous;
    bool need_previous;  ///< false where the gradient stops (docs/models.md 1.1, gradient horizon): d_previous may be skipped
};

/// All rows of a batch at once, for the gradients of the recurrent weights.
template <class T>
struct rows_gradient {
    view<const T> extra, previous, d_gates, d_extra;
};

template <class C>
concept HasWidths = requires {
    { C::gates } -> std::convertible_to<std::size_t>;   // blocks of H in the input product
    { C::states } -> std::convertible_to<std::size_t>;  // blocks of H in the state, output first
    { C::extras } -> std::convertible_to<std::size_t>;  // blocks of H that forward stores for backward
};
template <class C>
concept HasParameters =
    Parameters<typename C::template parameters<values<float>>> && Parameters<typename C::template parameters<gradients<float>>>;
template <class C>
concept HasInitialise =
    requires(const C c, typename C::template parameters<values<float>>& p, random_stream r) { c.initialise(p, std::size_t{}, r); };
template <class C>
concept HasForward =
    requires(const C c, const typename C::template parameters<values<float>>& p, pass& run, const step<float>& s) { c.forward(p, run, s); };
template <class C>
concept HasBackward = requires(const C c, const typename C::template parameters<values<float>>& p, pass& run,
                               const step_gradient<float>& s) { c.backward(p, run, s); };
template <class C>
concept HasBackwardWeights = requires(const C c, typename C::template parameters<gradients<float>>& dp, pass& run,
                                      const rows_gradient<float>& s) { c.backward_weights(dp, run, s); };

template <class C>
concept HasCost = requires {
    { C::cost(std::size_t{}) } -> std::same_as<cost::layer>;  // per row, besides the input product; the argument is H
};

/// The contract of the room, in named parts, so that an error names the missing one.
template <class C>
concept Cell =
    HasWidths<C> && HasParameters<C> && HasInitialise<C> && HasForward<C> && HasBackward<C> && HasBackwardWeights<C> && HasCost<C>;

/// Reports a part of a combination that is not a cell.
template <class Part>
struct part_of_combination {
    static_assert(Cell<Part>, "a part of this combination is no cell; it lacks what follows (see cell/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Cell<Part>, Part, part_of_combination<Part>>;

/// Parameters of the cells whose only weights are the recurrent ones.
template <class S>
struct recurrent_weights {
    typename S::dense recurrent;  // (H, gates·H), gate blocks side by side
    static constexpr auto fields() { return field_list{field{"recurrent", &recurrent_weights::recurrent}}; }
};

}  // namespace cell
NEXTCLICK_END_NAMESPACE
