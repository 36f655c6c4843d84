// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/attention/gate.hpp"
#include "nextclick/attention/none.hpp"
#include "nextclick/attention/sigmoid.hpp"
#include "nextclick/attention/softmax.hpp"
#include "nextclick/cell/gru.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/input/bucketed.hpp"
#include "nextclick/input/categorical.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/input/join.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/objective/cosine.hpp"
#include "nextclick/output/cosine.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/output/tied.hpp"
#include "nextclick/pooling/attend.hpp"
#include "nextclick/pooling/dense.hpp"
#include "nextclick/sampler/all_items.hpp"

/// RIB (Zhou et al., WSDM 2018): micro behaviours. An event is an item, an action (column Action) and a dwell time
/// (column Dwell, seconds); a GRU reads them, and a gate weights each state independently of the others. The gate is a softmax
/// over the session as in the code of the same group; attention::sigmoid is the other interpretation of the slides.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

/// The input of an event. Omit members for an ablation.
template <std::size_t Width = 50, std::size_t ActionWidth = 5, std::size_t DwellWidth = 5>
using micro_behaviour = input::join<input::embedding<Width>, input::categorical<"Action", ActionWidth>,
                                    input::bucketed<"Dwell", input::edges::jd_dwell, DwellWidth>>;

/// AttentionUnits: width of the layer that computes the weight of a state.
template <std::size_t Units = 100, class Input = micro_behaviour<>, class Normaliser = attention::softmax,
          std::size_t AttentionUnits = Units>
using rib =
    model<input::dropout<Input>, encoder::recurrent<cell::gru<cell::reset_before>, Units>,
          pooling::attend<attention::gate<AttentionUnits>, Normaliser>, output::separate<biased>, loss::cross_entropy, sampler::all_items>;

/// Scores against the input's own item rows, of Width numbers each, to which a linear layer projects the query: an item
/// with few clicks has one row to learn instead of two.
template <std::size_t Units = 100, std::size_t Width = 50, class Input = micro_behaviour<Width>, class Normaliser = attention::softmax,
          std::size_t AttentionUnits = Units>
using rib_tied = model<input::dropout<Input>, encoder::recurrent<cell::gru<cell::reset_before>, Units>,
                       pooling::dense<pooling::attend<attention::gate<AttentionUnits>, Normaliser>, Width, activation::linear, unbiased>,
                       output::tied<biased>, loss::cross_entropy, sampler::all_items>;

/// Trained and ranked by the cosine to the input's item rows; Units must equal their width.
template <std::size_t Units = 30, class Input = micro_behaviour<Units>, class Normaliser = attention::softmax,
          std::size_t AttentionUnits = Units>
using rib_cosine = model<input::dropout<Input>, encoder::recurrent<cell::gru<cell::reset_before>, Units>,
                         pooling::attend<attention::gate<AttentionUnits>, Normaliser>, output::cosine<output::tied<unbiased>>, loss::cosine,
                         sampler::targets_only>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <std::size_t Units, class Input, class Normaliser, std::size_t AttentionUnits>
inline constexpr std::string_view kind_name<zoo::rib<Units, Input, Normaliser, AttentionUnits>> = "rib";
template <std::size_t Units, std::size_t Width, class Input, class Normaliser, std::size_t AttentionUnits>
inline constexpr std::string_view kind_name<zoo::rib_tied<Units, Width, Input, Normaliser, AttentionUnits>> = "rib_tied";
template <std::size_t Units, class Input, class Normaliser, std::size_t AttentionUnits>
inline constexpr std::string_view kind_name<zoo::rib_cosine<Units, Input, Normaliser, AttentionUnits>> = "rib_cosine";
NEXTCLICK_END_NAMESPACE
