// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/gru.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/input/one_hot.hpp"
#include "nextclick/loss/bpr_max.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/loss/top1.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/output/tied.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/sampler/in_batch.hpp"
#include "nextclick/sampler/join.hpp"
#include "nextclick/sampler/popularity.hpp"

/// GRU4Rec: a GRU over the clicks of a session, trained on ranking losses (Hidasi et al., ICLR 2016; Hidasi &
/// Karatzoglou, CIKM 2018). Types only; rates, dropouts and samples are options of the policies.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

namespace detail {
using in_batch_and_drawn = sampler::join<sampler::in_batch, sampler::popularity>;
}

/// ICLR 2016: one-hot items, a separate output table, TOP1 with tanh over the other targets of the batch.
template <std::size_t Units = 100, class Loss = loss::top1, class Activation = activation::tanh>
using gru4rec_2016 = model<input::one_hot, encoder::recurrent<cell::gru<cell::reset_before>, Units>, pooling::last,
                           output::separate<output::biased, Activation>, Loss, sampler::in_batch>;

/// CIKM 2018, with the settings that work best since: one table for input and output, additional samples, cross-entropy with logQ.
template <std::size_t Units = 100>
using gru4rec = model<input::dropout<input::embedding<Units>>, encoder::recurrent<cell::gru<cell::reset_before>, Units>, pooling::last,
                      output::tied<>, loss::cross_entropy, detail::in_batch_and_drawn>;

/// The same with BPR-max over elu scores.
template <std::size_t Units = 100>
using gru4rec_bpr_max = model<input::dropout<input::embedding<Units>>, encoder::recurrent<cell::gru<cell::reset_before>, Units>,
                              pooling::last, output::tied<output::biased, activation::elu>, loss::bpr_max, detail::in_batch_and_drawn>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <std::size_t Units>
inline constexpr std::string_view kind_name<zoo::gru4rec_2016<Units>> = "gru4rec_2016";
template <std::size_t Units>
inline constexpr std::string_view kind_name<zoo::gru4rec<Units>> = "gru4rec";
template <std::size_t Units>
inline constexpr std::string_view kind_name<zoo::gru4rec_bpr_max<Units>> = "gru4rec_bpr_max";
NEXTCLICK_END_NAMESPACE
