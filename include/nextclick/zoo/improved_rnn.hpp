// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/gru.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/dense.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/encoder/stack.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/objective/cosine.hpp"
#include "nextclick/objective/distilled.hpp"
#include "nextclick/output/cosine.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/sampler/all_items.hpp"

/// Improved recurrent networks (Tan, Xu & Liu, DLRS 2016): whole sessions, the softmax over all items, dropout of clicks.
/// M1 is `improved_rnn`; M2 trains it on the whole log and then continues with the latest part alone
/// (data::most_recent, see examples/improved_rnn.cpp); M3 learns from a teacher that reads the later clicks
/// (`improved_rnn_distilled`, objective/teacher.hpp); M4 predicts a point in the space of the item rows (`improved_rnn_cosine`).
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

namespace detail {
constexpr std::size_t twice(std::size_t units) { return units == dynamic ? dynamic : 2 * units; }
}  // namespace detail

template <std::size_t Width = 50, std::size_t Units = 100, class Loss = loss::cross_entropy, class Sampler = sampler::all_items>
using improved_rnn = model<input::dropout<input::embedding<Width>>, encoder::recurrent<cell::gru<cell::reset_before>, Units>, pooling::last,
                           output::separate<biased>, Loss, Sampler>;

template <std::size_t Width = 50, std::size_t Units = 100>
using improved_rnn_distilled = improved_rnn<Width, Units, loss::distilled>;

/// Two dense layers (H to 2H, 2H to the width of the items) after the GRU, trained and ranked by the cosine to the item
/// rows of a trained M1, which are frozen (a table trained by this loss would collapse all items into one point):
///     net.weights.output.items = m1.weights.input.items;
///     train::train<batch::whole_sessions>(net, log, rule, {.frozen = {"output.items"}});
/// Clicks have a separate input table; with Output = output::tied<output::unbiased> they are looked up in M1's rows too, and
/// "input.items" is frozen. The paper does not name the activation.
template <std::size_t Width = 50, std::size_t Units = 100, class Output = output::separate<unbiased>>
using improved_rnn_cosine =
    model<input::dropout<input::embedding<Width>>,
          encoder::stack<encoder::recurrent<cell::gru<cell::reset_before>, Units>, encoder::dense<detail::twice(Units), activation::tanh>,
                         encoder::dense<Width, activation::linear>>,
          pooling::last, output::cosine<Output>, loss::cosine, sampler::targets_only>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::improved_rnn<Width, Units>> = "improved_rnn";
template <std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::improved_rnn_distilled<Width, Units>> = "improved_rnn_distilled";
template <std::size_t Width, std::size_t Units, class Output>
inline constexpr std::string_view kind_name<zoo::improved_rnn_cosine<Width, Units, Output>> = "improved_rnn_cosine";
NEXTCLICK_END_NAMESPACE
