// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/multi_stream.hpp"
#include "nextclick/encoder/none.hpp"
#include "nextclick/input/join.hpp"
#include "nextclick/input/multi_stream.hpp"
#include "nextclick/input/projected.hpp"
#include "nextclick/input/sum.hpp"
#include "nextclick/objective/item_tower.hpp"
#include "nextclick/output/item_tower.hpp"
#include "nextclick/zoo/gru4rec.hpp"

/// p-RNN (Hidasi et al., RecSys 2016): parallel GRUs over the item of a click and over its features. Feature is
/// any input with a width of its own: input::vector, of_item, categorical, numeric, a join of such. The variant with items alone is
/// zoo::gru4rec_2016. Loss, activation and negatives are those of GRU4Rec's first paper in all variants.
/// The weights of the streams are fixed: {.encoder = ...}.weights, 1 by default. Train the streams in turns by train::alternating,
/// residual or interleaving, with p_rnn_parts<Model>().
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

namespace detail {
template <std::size_t Units>
using p_rnn_gru = encoder::recurrent<cell::gru<cell::reset_before>, Units>;
template <class Feature>
using item_and_feature = input::multi_stream<input::one_hot, input::projected<Feature>>;
template <class Join, std::size_t Units, std::size_t FeatureUnits>
using two_gru = encoder::multi_stream<Join, p_rnn_gru<Units>, p_rnn_gru<FeatureUnits>>;
/// An item table for each half of the query.
template <std::size_t Units, std::size_t FeatureUnits>
using two_tables = output::item_tower<input::join<input::embedding<Units>, input::embedding<FeatureUnits>>, encoder::none, output::biased,
                                      activation::tanh>;
using one_table = output::separate<output::biased, activation::tanh>;
template <class Input, class Encoder, class Output>
using p_rnn_of = model<Input, Encoder, pooling::last, Output, loss::top1, sampler::in_batch>;
}  // namespace detail

/// The feature alone: f(h_f W).
template <class Feature, std::size_t Units = 100>
using p_rnn_feature = detail::p_rnn_of<Feature, detail::p_rnn_gru<Units>, detail::one_table>;

/// One GRU that reads [onehot ; feature].
template <class Feature, std::size_t Units = 100>
using p_rnn_concatenated =
    detail::p_rnn_of<input::sum<input::one_hot, input::projected<Feature>>, detail::p_rnn_gru<Units>, detail::one_table>;

/// A GRU and an item table for each: f(w_i h_i W_i + w_f h_f W_f).
template <class Feature, std::size_t Units = 100, std::size_t FeatureUnits = Units>
using p_rnn_parallel =
    detail::p_rnn_of<detail::item_and_feature<Feature>, detail::two_gru<encoder::streams::concatenated, Units, FeatureUnits>,
                     detail::two_tables<Units, FeatureUnits>>;

/// One item table for the sum of the states: f((w_i h_i + w_f h_f) W).
template <class Feature, std::size_t Units = 100>
using p_rnn_shared =
    detail::p_rnn_of<detail::item_and_feature<Feature>, detail::two_gru<encoder::streams::summed, Units, Units>, detail::one_table>;

/// The feature's state weighs that of the items: f(w_i h_i W_i + w_f (h_i * h_f) W_f).
template <class Feature, std::size_t Units = 100>
using p_rnn_interaction = detail::p_rnn_of<detail::item_and_feature<Feature>, detail::two_gru<encoder::streams::interaction, Units, Units>,
                                           detail::two_tables<Units, Units>>;

/// The parameter groups of such a model that are trained in turns: input and GRU of a stream with its item table, or with the shared one.
template <class Model>
std::vector<std::vector<std::string>> p_rnn_parts() {
    constexpr std::size_t streams = encoder::stream_count<typename Model::encoder_type>;
    static_assert(streams > 0, "p_rnn_parts: this model has no streams; p_rnn_parallel, p_rnn_shared and p_rnn_interaction have");
    std::vector<std::vector<std::string>> parts;
    for (std::size_t k = 0; k < streams; ++k) {
        const std::string number = std::to_string(k);
        parts.push_back({"input." + number, "encoder." + number, Model::has_table ? "output.items" : "output.item." + number});
    }
    return parts;
}

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <class Feature, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::p_rnn_feature<Feature, Units>> = "p_rnn_feature";
template <class Feature, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::p_rnn_concatenated<Feature, Units>> = "p_rnn_concatenated";
template <class Feature, std::size_t Units, std::size_t FeatureUnits>
inline constexpr std::string_view kind_name<zoo::p_rnn_parallel<Feature, Units, FeatureUnits>> = "p_rnn_parallel";
template <class Feature, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::p_rnn_shared<Feature, Units>> = "p_rnn_shared";
template <class Feature, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::p_rnn_interaction<Feature, Units>> = "p_rnn_interaction";
NEXTCLICK_END_NAMESPACE
