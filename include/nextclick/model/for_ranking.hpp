// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <type_traits>

#include "nextclick/model/model.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/simd/vector.hpp"

namespace nextclick::inline NEXTCLICK_ABI {

/// What queries are scored against for one item; lives in the memory of the pass.
template <class Model>
std::span<const typename Model::scalar> row_of_item(const Model& net, pass& run, item_index item) {
    if constexpr (Model::has_table) {
        return net.table().row(item);
    } else {
        const auto items = run.memory.take_span<item_index>(1);
        items[0] = item;
        typename Model::output_type::template tape<typename Model::scalar> tape;
        return net.policy.output.rows(net.weights.output, run, items, tape).row(0);
    }
}

namespace detail {
/// The rows of all items, a block at a time.
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

/// Models that rank by the cosine of query and row, not by their product (output::cosine).
template <class Model>
inline constexpr bool ranks_by_cosine = requires { requires Model::output_type::by_cosine; };

/// Models that are ranked by another model's table: by rows of length 1, or by rows that are computed (output::tower).
template <class Model>
inline constexpr bool ranks_by_copy = ranks_by_cosine<Model> || !Model::has_table;

template <class Model>
using ranking_model = basic_model<typename Model::scalar, typename Model::input_type, typename Model::encoder_type,
                                  typename Model::pooling_type,
                                  output::separate<std::conditional_t<Model::output_type::has_bias, output::biased, output::unbiased>>,
                                  typename Model::loss_type, typename Model::sampler_type>;

/// What evaluation and serving scan. Most models are scanned as they are. One that ranks by the cosine gives a copy whose
/// table holds the rows at length 1: the product then orders items as the cosine does, since the length of the query is
/// the same for all. One that computes the rows of items (output::tower) gives a copy whose table holds them. Make it once
/// the model is trained; it is a model of its own, to save and to serve.
/// cost  a pass over the table, and its memory once more; a tower computes the row of every item
template <class Model>
const Model& for_ranking(const Model& net) {
    return net;
}
template <class Model>
    requires ranks_by_copy<Model>
ranking_model<Model> for_ranking(const Model& net) {
    using T = typename Model::scalar;
    ranking_model<Model> served(net.items(), {.input = net.policy.input,
                                              .encoder = net.policy.encoder,
                                              .pooling = net.policy.pooling,
                                              .output = {},
                                              .loss = net.policy.loss,
                                              .sampler = net.policy.sampler});
    served.weights.input = net.weights.input;
    served.weights.encoder = net.weights.encoder;
    served.weights.pooling = net.weights.pooling;
    auto& table = served.weights.output.items;
    if constexpr (Model::has_table)
        table = net.table();
    else
        detail::compute_rows(net, table);
    if constexpr (Model::output_type::has_bias) served.weights.output.bias = net.weights.output.bias;
    for (std::size_t i = 0; i < table.rows && ranks_by_cosine<Model>; ++i) {
        const auto row = table.row(i);
        const T norm = std::sqrt(simd::sum_squares(std::span<const T>(row)));
        if (norm > 0) simd::scale(1 / norm, row);
    }
    return served;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
