// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/lstm.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/attentive_decoder.hpp"
#include "nextclick/encoder/bidirectional.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/head/intent.hpp"
#include "nextclick/input/dropout.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/pooling/dropout.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/sampler/all_items.hpp"

/// The attentive encoder-decoder (Loyola, Liu, Hirate, RecSys 2017): LSTMs of 100 units, softmax over all items, Adam,
/// batches of 32 sessions, dropout 0.5. Train and evaluate it with prefixes: over a whole session its encoder would read the
/// target. Published accuracy (recall / MRR at 20): plain .3775 / .214, with alignment .3905 / .249, with attention
/// .3914 / .231 on a private log; the paper does not describe how the target was hidden from the encoder.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

template <std::size_t Width = 100, std::size_t Units = 100, class Reads = encoder::decoder_context::attention<Units>,
          class Cell = cell::lstm, class Head = head::none, class Sampler = sampler::all_items>
using encoder_decoder = model<input::dropout<input::embedding<Width>>,
                              encoder::attentive_decoder<encoder::bidirectional<encoder::recurrent<Cell, Units>>, Cell, Units, Reads>,
                              pooling::dropout<pooling::last>, output::separate<>, loss::cross_entropy, Sampler, Head>;

/// Without attention; and with the click alone.
template <std::size_t Width = 100, std::size_t Units = 100>
using encoder_decoder_alignment = encoder_decoder<Width, Units, encoder::decoder_context::alignment>;
template <std::size_t Width = 100, std::size_t Units = 100>
using encoder_decoder_plain = encoder_decoder<Width, Units, encoder::decoder_context::plain>;

/// Also predicts whether the session ends in the outcome given by a column of the log.
template <fixed_string Column = "Purchase", std::size_t Width = 100, std::size_t Units = 100>
using encoder_decoder_intent =
    encoder_decoder<Width, Units, encoder::decoder_context::attention<Units>, cell::lstm, head::intent<Column, cell::lstm, Units, Units>>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::encoder_decoder<Width, Units>> = "encoder_decoder";
template <std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::encoder_decoder_alignment<Width, Units>> = "encoder_decoder_alignment";
template <std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::encoder_decoder_plain<Width, Units>> = "encoder_decoder_plain";
template <fixed_string Column, std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::encoder_decoder_intent<Column, Width, Units>> = "encoder_decoder_intent";
NEXTCLICK_END_NAMESPACE
