// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <type_traits>

#include "nextclick/model/model.hpp"
#include "nextclick/model/score_items.hpp"
#include "nextclick/output/neural.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/simd/additive.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// The score of one item, from its row of the table or from a computed row.
template <class Model, class T = typename Model::scalar>
T score_of_item(const Model& net, pass& run, std::type_identity_t<std::span<const T>> query, item_index item) {
    T score;
    if constexpr (Model::has_table) {
        score_items(net, query, item, std::span(&score, 1));
    } else {
        const auto items = run.memory.take_span<item_index>(1);
        items[0] = item;
        typename Model::output_type::template tape<T> tape;
        const auto row = net.policy.output.rows(net.weights.output, run, items, tape).row(0);
        if constexpr (output::scores_by_net<typename Model::output_type>) {
            simd::additive_scores<simd::default_arch, T>(simd::of_sum<activation::tanh>{}, query, view<const T>(row.data(), 1, row.size()),
                                                         net.weights.output.score.row(0), std::span(&score, 1));
            score += net.weights.output.score_bias.data[0];
        } else {
            score = simd::dot<simd::default_arch, T>(query, row);
        }
        score += net.biases().of(item);
    }
    return score;
}

namespace detail {
/// Computes the rows of all items, a block at a time.
template <class Model, class T = typename Model::scalar>
void compute_rows(const Model& net, row_table<T>& table) {
    constexpr std::size_t block = 256;
    workspace memory;
    for (std::size_t first = 0; first < table.rows; first += block) {
        memory.reset();
        pass run{.memory = memory};
        const auto items = memory.take_span<item_index>(std::min(block, table.rows - first));
        std::iota(items.begin(), items.end(), static_cast<item_index>(first));
        typename Model::output_type::template tape<T> tape;
        const view<const T> rows = net.policy.output.rows(net.weights.output, run, items, tape);
        for (std::size_t j = 0; j < rows.rows; ++j) std::ranges::copy(rows.row(j), table.row(first + j).data());
    }
}
}  // namespace detail

/// Models that are ranked with the table of a converted copy: their rows are changed by a row map (output::cosine) or computed
/// (output::item_tower).
template <class Model>
inline constexpr bool ranks_by_copy = !output::row_map<typename Model::output_type>::identity || !Model::has_table;

namespace detail {
template <class Output, class Rows = output::separate<std::conditional_t<Output::has_bias, output::biased, output::unbiased>>>
using ranking_output = std::conditional_t<output::scores_by_net<Output>, output::neural<Rows>, Rows>;
}  // namespace detail

template <class Model>
using ranking_model =
    basic_model<typename Model::scalar, typename Model::input_type, typename Model::encoder_type, typename Model::pooling_type,
                detail::ranking_output<typename Model::output_type>, typename Model::loss_type, typename Model::sampler_type>;

/// The model that evaluation and serving scan: `net` itself for most models. If a row map changes the rows (output::cosine), or the output
/// computes them (output::item_tower), it is a converted copy whose table holds the rows that are scored. Convert once, after training; the
/// copy can be saved and served like any model.
/// cost  a pass over the table, and its memory once more; an item tower computes the row of every item
template <class Model>
const Model& for_ranking(const Model& net) {
    return net;
}
template <class Model>
requires(!WrongModel<Model> && ranks_by_copy<Model>) ranking_model<Model> for_ranking(const Model& net) {
    using T = typename Model::scalar;
    ranking_model<Model> served(net.items(), {.input = net.policy.input,
                                              .encoder = net.policy.encoder,
                                              .pooling = net.policy.pooling,
                                              .output = {},
                                              .loss = net.policy.loss,
                                              .sampler = net.policy.sampler});
    served.about = net.about;
    served.weights.input = net.weights.input;
    served.weights.encoder = net.weights.encoder;
    served.weights.pooling = net.weights.pooling;
    auto& table = served.weights.output.items;
    if constexpr (Model::has_table)
        for (std::size_t i = 0; i < table.rows; ++i) net.table().look_up(i, table.row(i));
    else
        detail::compute_rows(net, table);
    if constexpr (Model::output_type::has_bias) served.weights.output.bias = net.weights.output.bias;
    if constexpr (output::scores_by_net<typename Model::output_type>) {
        served.weights.output.score = net.weights.output.score;
        served.weights.output.score_bias = net.weights.output.score_bias;
        const auto largest = [](T x, T y) { return std::max(std::abs(x), std::abs(y)); };
        const T max = std::accumulate(table.data.begin(), table.data.end(), T(0), largest);
        served.policy.output.exponentials = max <= static_cast<T>(output::detail::largest_exponent);
        if (served.policy.output.exponentials) simd::exponentiate(view<T>(table), simd::of_exponentials<activation::tanh>::rate);
    }
    return served;
}

NEXTCLICK_END_NAMESPACE
