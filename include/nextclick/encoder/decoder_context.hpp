// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <string>

#include "nextclick/attention/additive.hpp"
#include "nextclick/core/no_policy.hpp"

/// What a step of `attentive_decoder` reads besides its click: the variants of Loyola et al.
NEXTCLICK_BEGIN_NAMESPACE
namespace encoder::decoder_context {

template <class C>
concept Context = requires {
    { C::aligned } -> std::convertible_to<bool>;  // a step reads the state of the encoder at its click
    { C::attends } -> std::convertible_to<bool>;  // and an attention over those of all clicks
};
/// The fault of what is no context.
template <class Part>
struct no_context {
    static_assert(Context<Part>,
                  "encoder::attentive_decoder: the last argument is decoder_context::plain, alignment or attention; it lacks what follows "
                  "(see encoder/decoder_context.hpp)");
};
template <class Part>
using context_fault = fault_of_part<Context<Part>, Part, no_context<Part>>;

/// Nothing: the decoder depends on the session through its initial state only.
struct plain {
    static constexpr bool aligned = false, attends = false;
    static std::string name() { return "plain"; }
    template <class S>
    using parameters = no_parameters;
};

/// The state h_i of the encoder at the same click.
struct alignment {
    static constexpr bool aligned = true, attends = false;
    static std::string name() { return "alignment"; }
    template <class S>
    using parameters = no_parameters;
};

/// The state h_i, and c_i = sum_j softmax_j(v . tanh(d_{i-1} Wd + h_j Wh)) h_j over all clicks j of the lane.
/// Units 0: the width of the decoder.
/// shapes    query (H, A) = Wd, key (W, A) = Wh, score (1, A) = v, for a decoder H and an encoder W wide
template <std::size_t Units = dynamic>
struct attention {
    [[no_unique_address]] extent<Units> units{};

    static constexpr bool aligned = true, attends = true;
    static std::string name() { return "attention"; }
    static constexpr auto options() { return field_list{field{"units", &attention::units}}; }
    template <class S>
    using parameters = typename nextclick::attention::additive<Units, activation::tanh>::template parameters<S>;
};

}  // namespace encoder::decoder_context
NEXTCLICK_END_NAMESPACE
