// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "nextclick/core/config.hpp"

/// Which clicks before the current one a policy reads. Every input, encoder, pooling and head declares it in one line,
///     static constexpr history::need reads = {history::session::window};
/// a wrapper declares the union of the policies that it wraps, and `history_need<Model>` is the union of a model. It determines
/// which batches can train the model, and what a serving session stores.
NEXTCLICK_BEGIN_NAMESPACE
namespace history {

/// What an output row depends on besides the input row of the same click; each value includes the previous ones.
enum class session : std::uint8_t {
    nothing,  ///< nothing else
    state,    ///< the state that a lane carries from click to click (encoder::lane_states)
    window,   ///< the input rows of earlier clicks of the session, which must be in the batch
    whole     ///< the input rows of all clicks in the batch, later ones too: the policy is not causal
};
enum class user : std::uint8_t {
    nothing,
    state  ///< the state of a user, which is kept from session to session
};

struct need {
    session of_session = session::nothing;
    user of_user = user::nothing;

    /// Row t depends on the clicks up to t only.
    constexpr bool causal() const { return of_session != session::whole; }
    /// Earlier rows of the session must be in the batch.
    constexpr bool reads_earlier_rows() const { return of_session >= session::window; }
    constexpr bool has_user_states() const { return of_user != user::nothing; }

    friend constexpr need operator|(need a, need b) { return {std::max(a.of_session, b.of_session), std::max(a.of_user, b.of_user)}; }
    friend constexpr bool operator==(need, need) = default;
};

template <class Policy>
concept Stated = std::convertible_to<decltype(Policy::reads), need>;

/// Inputs, encoders and poolings of an earlier interface, which stated flags. Nothing reads the flags, so that such a policy, or one that
/// inherits `reads` and adds a flag, would be trained and served with fewer clicks than its author intends.
template <class Policy>
concept StatesFlags = requires { typename std::bool_constant<Policy::looks_back>; } || requires {
    typename std::bool_constant<Policy::causal>;
} || requires { typename std::bool_constant<Policy::knows_users>; };
template <class Policy>
struct present_spelling {
    static_assert(
        !StatesFlags<Policy>,
        "the flags causal, looks_back and knows_users of a policy are not read any more: remove or rename them, and state `static "
        "constexpr nextclick::history::need reads = {nextclick::history::session::window};` (core/history.hpp)");
};

template <class Policy>
struct unstated {
    static_assert(Stated<Policy>,
                  "an input, encoder, pooling or head must state what it reads of the session's earlier clicks: for example "
                  "`static constexpr nextclick::history::need reads = {nextclick::history::session::window};` (core/history.hpp)");
};
/// What is wrong with what a policy states; void if nothing is.
template <class Policy>
using fault = std::conditional_t<StatesFlags<Policy>, present_spelling<Policy>, std::conditional_t<Stated<Policy>, void, unstated<Policy>>>;

/// The need that a policy declares.
template <class Policy>
consteval need of() {
    if constexpr (std::is_void_v<fault<Policy>>) {
        return Policy::reads;
    } else {
        static_cast<void>(fault<Policy>{});
        return {};
    }
}

}  // namespace history
NEXTCLICK_END_NAMESPACE
NEXTCLICK_BEGIN_NAMESPACE

/// What a model reads of the clicks before the current one: the union over its policies, each of which states it (model/checks.hpp).
template <class Model>
inline constexpr history::need history_need = Model::input_type::reads | Model::encoder_type::reads | Model::pooling_type::reads;

/// What the training of a model reads: also what its head reads. Rankings, and so evaluation and sessions, do not run the head;
/// `serve::intent` and `eval::evaluate_intent` encode every prefix as a lane of its own, which satisfies any need of a head.
template <class Model>
inline constexpr history::need training_need = history_need<Model> | Model::head_type::reads;

NEXTCLICK_END_NAMESPACE
