// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>

#include "nextclick/model/model.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/simd/vector.hpp"

namespace nextclick::inline NEXTCLICK_ABI {

/// Models that rank by the cosine of query and row, not by their product (output::cosine).
template <class Model>
inline constexpr bool ranks_by_cosine = requires { requires Model::output_type::by_cosine; };

template <class Model>
using ranking_model = basic_model<typename Model::scalar, typename Model::input_type, typename Model::encoder_type,
                                  typename Model::pooling_type, output::separate<output::unbiased>,
                                  typename Model::loss_type, typename Model::sampler_type>;

/// What evaluation and serving scan. Most models are scanned as they are. One that ranks by the cosine gives a copy whose
/// table holds the rows at length 1: the product then orders items as the cosine does, since the length of the query is
/// the same for all. Make it once the model is trained; it is a model of its own, to save and to serve.
/// cost  a pass over the table, and its memory once more
template <class Model>
const Model& for_ranking(const Model& net) {
    return net;
}
template <class Model>
    requires ranks_by_cosine<Model>
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
    for (std::size_t i = 0; i < table.rows; ++i) {
        const auto row = table.row(i);
        std::ranges::copy(net.table().row(i), row.begin());
        const T norm = std::sqrt(simd::sum_squares(std::span<const T>(row)));
        if (norm > 0) simd::scale(1 / norm, row);
    }
    return served;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
