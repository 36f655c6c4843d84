// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/additive.hpp"
#include "nextclick/attention/none.hpp"
#include "nextclick/attention/softmax.hpp"
#include "nextclick/cell/gru.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/output/tied.hpp"
#include "nextclick/pooling/attend.hpp"
#include "nextclick/pooling/dense.hpp"
#include "nextclick/pooling/dropout.hpp"
#include "nextclick/pooling/join.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/sampler/all_items.hpp"
#include "nextclick/sampler/in_batch.hpp"
#include "nextclick/sampler/join.hpp"
#include "nextclick/sampler/popularity.hpp"

/// NARM (Li et al., CIKM 2017): a GRU whose states are read twice: the last state represents the whole session, and
/// attention over all states its main purpose. A bilinear decoder scores both against the input's item table.
/// The weights of the attention are a softmax as in the published code; attention::none is the paper's.
/// Train with batch::whole_sessions, or batch::prefixes as in the paper.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

/// Parameters in which NARM's variants differ: how the states are read, what that is scored against, the gates of the GRU, and which
/// items a step learns from.
template <std::size_t Width, std::size_t Units, class Pooling, class Output = output::tied<unbiased>,
          class Cell = cell::gru<cell::reset_before>, class Sampler = sampler::all_items>
using narm_of =
    model<input::dropout<input::embedding<Width>>, encoder::recurrent<Cell, Units>, Pooling, Output, loss::cross_entropy, Sampler>;

namespace detail {
template <std::size_t Units, class Normaliser, class Activation = activation::sigmoid>
using narm_attention = pooling::attend<attention::additive<Units, Activation>, Normaliser>;
template <std::size_t Units, class Normaliser, class Activation = activation::sigmoid>
using narm_pooling = pooling::dropout<pooling::join<pooling::last, narm_attention<Units, Normaliser, Activation>>>;
template <class Pooling, std::size_t Width>
using bilinear = pooling::dense<Pooling, Width, activation::linear, unbiased>;
}  // namespace detail

/// The published model; dropout of .25 on the input and .5 before the decoder in the paper.
template <std::size_t Width = 50, std::size_t Units = 100, class Normaliser = attention::softmax>
using narm = narm_of<Width, Units, detail::bilinear<detail::narm_pooling<Units, Normaliser>, Width>>;

/// The same, trained on the other targets of a step and on drawn items, as GRU4Rec is: each item has a bias, and the
/// sampled softmax needs the logQ correction (`.sampler = {.logq = 1}`). docs/accuracy.md reports its accuracy.
template <std::size_t Width = 100, std::size_t Units = 100, class Normaliser = attention::softmax>
using narm_sampled = narm_of<Width, Units, detail::bilinear<detail::narm_pooling<Units, Normaliser>, Width>, output::tied<biased>,
                             cell::gru<cell::reset_before>, sampler::join<sampler::in_batch, sampler::popularity>>;

/// Exactly as the published code: Theano's hard sigmoid in the attention and in the gates of the GRU.
template <std::size_t Width = 50, std::size_t Units = 100>
using narm_code = narm_of<Width, Units, detail::bilinear<detail::narm_pooling<Units, attention::softmax, activation::hard_sigmoid>, Width>,
                          output::tied<unbiased>, cell::gru<cell::reset_before, activation::hard_sigmoid>>;

/// Ablations of the paper: one of the two vectors only: the last state, or the attention.
template <std::size_t Width = 100, std::size_t Units = 100>
using narm_global = narm_of<Width, Units, detail::bilinear<pooling::dropout<pooling::last>, Width>>;
template <std::size_t Width = 100, std::size_t Units = 100, class Normaliser = attention::softmax>
using narm_local = narm_of<Width, Units, detail::bilinear<pooling::dropout<detail::narm_attention<Units, Normaliser>>, Width>>;

/// With a separate output table in place of the bilinear decoder.
template <std::size_t Width = 50, std::size_t Units = 100, class Normaliser = attention::softmax>
using narm_dense_decoder = narm_of<Width, Units, detail::narm_pooling<Units, Normaliser>, output::separate<unbiased>>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <std::size_t Width, std::size_t Units, class Normaliser>
inline constexpr std::string_view kind_name<zoo::narm<Width, Units, Normaliser>> = "narm";
template <std::size_t Width, std::size_t Units, class Normaliser>
inline constexpr std::string_view kind_name<zoo::narm_sampled<Width, Units, Normaliser>> = "narm_sampled";
template <std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::narm_code<Width, Units>> = "narm_code";
template <std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::narm_global<Width, Units>> = "narm_global";
template <std::size_t Width, std::size_t Units, class Normaliser>
inline constexpr std::string_view kind_name<zoo::narm_local<Width, Units, Normaliser>> = "narm_local";
template <std::size_t Width, std::size_t Units, class Normaliser>
inline constexpr std::string_view kind_name<zoo::narm_dense_decoder<Width, Units, Normaliser>> = "narm_dense_decoder";
NEXTCLICK_END_NAMESPACE
