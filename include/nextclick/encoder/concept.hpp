// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "nextclick/core/cost.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/folded.hpp"
#include "nextclick/core/history.hpp"
#include "nextclick/core/initialise.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// An encoder turns the input rows of a session into one row per event, computed from that event and those before it.
/// To write one: copy the shortest neighbour (dense.hpp), and compare its gradients with differences: check_policy(my_encoder{}).
NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

/// The state that lanes carry from batch to batch. `in` is a constant of the batch: no gradient flows into it.
/// shapes    in (lanes, state width), out (lanes, state width)
template <class T>
struct lane_states {
    view<const T> in;
    view<T> out;
};

/// Gradients that an enclosing encoder needs; an empty view is not computed.
/// shapes    in (lanes, state width of the layer that reads x), overwritten.  context (lanes, up to folded_width()), added to
template <class T>
struct lane_gradients {
    view<T> in{}, context{};
};

template <class E>
concept HasWidths = requires(const E e) {
    { e.width(std::size_t{}) } -> std::convertible_to<std::size_t>;        // output width for an input width
    { e.state_width(std::size_t{}) } -> std::convertible_to<std::size_t>;  // size of the carried state; 0 if none
};
template <class E>
concept HasParameters =
    Parameters<typename E::template parameters<values<float>>> && Parameters<typename E::template parameters<gradients<float>>>;
template <class E>
concept HasInitialise = requires(const E e, typename E::template parameters<values<float>>& p, random_stream r) {
    e.initialise(p, std::size_t{}, r);
} || requires(const E e, typename E::template parameters<values<float>>& p, random_stream r) {
    e.initialise_folded(p, r);  // encoders that read folded rows only (multi_stream)
};
template <class E>
concept HasForward = requires(const E e, const typename E::template parameters<values<float>>& p, pass& run, const packed_steps& steps,
                              view<const float> x, const lane_states<float>& states, typename E::template tape<float>& tape) {
    { e.forward(p, run, steps, x, states, tape) } -> std::convertible_to<view<const float>>;
};
template <class E>
concept HasBackward =
    requires(const E e, const typename E::template parameters<values<float>>& p, typename E::template parameters<gradients<float>>& dp,
             pass& run, const packed_steps& steps, view<const float> dy, const typename E::template tape<float>& tape) {
        { e.backward(p, dp, run, steps, dy, tape) } -> std::convertible_to<view<const float>>;
    };

template <class E>
concept HasCost = requires(const E e) {
    { e.cost(std::size_t{}) } -> std::same_as<cost::layer>;  // per row; the argument is the width of x, 0 if folded
};

/// The contract of the room. `forward` and `backward` allocate from the workspace of the pass and return views into it; `backward`
/// adds to the gradients of the parameters and returns the gradient of x.
template <class E>
concept Encoder = HasWidths<E> && HasParameters<E> && HasInitialise<E> && HasForward<E> && HasBackward<E> && HasCost<E>;

/// Reports a part of a combination that is not an encoder.
template <class Part>
struct part_of_combination {
    static_assert(Encoder<Part>, "a part of this combination is no encoder; it lacks what follows (see encoder/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Encoder<Part>, Part, part_of_combination<Part>, history::fault<Part>>;
/// What combinations are made of: encoders that state what they read.
template <class Part>
concept Combinable = Encoder<Part> && std::is_void_v<part_fault<Part>>;

/// Encoders that carry no states of users from session to session.
template <class E>
concept OfSessions = Combinable<E> && !history::of<E>().has_user_states();
template <class Part>
struct part_with_users {
    static_assert(!history::of<Part>().has_user_states(),
                  "this combination carries no state from session to session, so it cannot contain encoder::hierarchical");
};
template <class Part>
using of_sessions_fault = first_fault<part_fault<Part>, fault_unless<OfSessions<Part>, part_with_users<Part>>>;

/// Number of leading columns of an encoder's output that are computed forwards from the first event; the columns after them are
/// computed backwards from the last. All columns, unless the encoder defines `forward_columns(in)` (bidirectional). `in` is its input
/// width.
template <Encoder E>
constexpr std::size_t forward_columns_of(const E& e, std::size_t in) {
    if constexpr (requires { e.forward_columns(in); })
        return e.forward_columns(in);
    else
        return e.width(in);
}

/// Zero states for all lanes, and a buffer for the states after the batch: for encoders inside one that carries no state.
template <class T, class E>
lane_states<T> fresh_states(const E& e, pass& run, const packed_steps& steps, std::size_t in) {
    const std::size_t width = e.state_width(in);
    return {run.memory.take_zeros<T>(steps.lanes(), width), run.memory.take<T>(steps.lanes(), width)};
}

/// Encoders whose first layers read rows of `folded_width` pre-activations.
template <class E>
concept FoldsInput = requires(const E e, typename E::template parameters<values<float>>& p, random_stream r) {
    { e.folded_width() } -> std::convertible_to<std::size_t>;
    e.initialise_folded(p, r);
};
/// Encoders that read a one-hot item folded into the first weights.
template <class E>
concept FoldsOneHot = FoldsInput<E> && requires(const E e) {
    { e.folded_blocks() } -> std::convertible_to<std::size_t>;  // gate blocks side by side in a folded row
};

using nextclick::stream_count;

/// Calls f with the widths of a folded input: the parts of all streams, or else folded_width() and folded_blocks().
template <class E, class F>
constexpr auto apply_folded(const E& e, const F& f) {
    if constexpr (stream_count<E> != 0)
        return f(e.folded_parts());
    else
        return f(e.folded_width(), e.folded_blocks());
}

/// The encoder that consists of streams: `e` itself, or the first layer of a stack.
template <class E>
requires(stream_count<std::remove_const_t<E>> > 0) auto& streams_of(E& e) {
    if constexpr (requires { e.streams; })
        return e;
    else
        return streams_of(e.first);
}
/// Calls f with that encoder, if there is one.
template <class E, class F>
void with_streams(E& e, const F& f) {
    if constexpr (stream_count<std::remove_const_t<E>> != 0) f(streams_of(e));
}

/// Recurrent layers that an enclosing encoder controls: the carried state contains their output, lanes start from learned states, and
/// the same context vector is added to the pre-activations of the first layer in every row of a lane.
template <class E>
concept RecurrentLayers =
    Encoder<E> && FoldsOneHot<E> &&
    requires(const E e, const typename E::template parameters<values<float>>& p, typename E::template parameters<gradients<float>>& dp,
             pass& run, const packed_steps& steps, view<const float> x, const lane_states<float>& states,
             typename E::template tape<float>& tape, const lane_gradients<float>& to) {
        { e.output_at(std::size_t{}) } -> std::convertible_to<std::size_t>;  // first column of the output in the state
        { e.first_state_width() } -> std::convertible_to<std::size_t>;       // of the layer that reads x, which is first in the state
        { E::last_gate_is_candidate } -> std::convertible_to<bool>;          // the last block of pre-activations is the candidate (GRU)
        { e.forward(p, run, steps, x, states, tape, x) } -> std::convertible_to<view<const float>>;
        { e.backward(p, dp, run, steps, x, tape, to) } -> std::convertible_to<view<const float>>;
    };

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
