// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "nextclick/core/fields.hpp"
#include "nextclick/optimizer/frozen.hpp"
#include "nextclick/output/table_of.hpp"
#include "nextclick/table/step_deferred.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace output {

/// The parameters of a model's item table: its rows, if it has some, and its biases. The two are frozen apart.
template <class Model>
class table_parameters {
    using T = typename Model::scalar;
    static constexpr bool has_rows = Model::has_table, has_biases = Model::output_type::has_bias;

public:
    explicit table_parameters(const Model& net) {
        if constexpr (has_rows) rows_ = place_of(net.weights, rows_of(net, net.weights)).path;
        if constexpr (has_biases) biases_ = place_of(net.weights, net.weights.output.bias).path;
    }

    /// The path of the biases; empty if the model has none.
    std::string_view path_of_biases() const { return biases_; }
    /// Whether a tensor of the weights is one of them.
    bool includes(const Model& net, const void* tensor) const {
        if constexpr (has_rows)
            if (tensor == &rows_of(net, net.weights)) return true;
        if constexpr (has_biases) return tensor == &net.weights.output.bias;
        return false;
    }

    /// Their gradients in a pack, without those of frozen tensors.
    table::gradient<T> gradient(const Model& net, typename Model::gradient_pack& g, const optimizer::frozen_set& frozen) const {
        return table_gradient(net, g, !frozen.holds(rows_), !frozen.holds(biases_));
    }
    /// The tensors that an optimiser steps: weights, gradients and moments, without those of frozen tensors.
    template <class Moments>
    table::stepped<typename Model::element_of_table, T> stepped(Model& net, typename Model::gradient_pack& g, Moments& moments,
                                                                const optimizer::frozen_set& frozen) const {
        table::stepped_tensors<typename Model::element_of_table, T> rows;
        table::stepped_tensors<T> biases;
        if constexpr (has_biases)
            if (!frozen.holds(biases_))
                biases = {&net.weights.output.bias, &g.output.bias, &moments.first.output.bias, &moments.second.output.bias};
        if constexpr (has_rows) {
            if (!frozen.holds(rows_))
                rows = {&rows_of(net, net.weights), &rows_of(net, g), &rows_of(net, moments.first), &rows_of(net, moments.second)};
            return {table_of(net), rows, biases};
        } else {
            return {{}, rows, biases};
        }
    }

private:
    template <class Pack>
    static auto& rows_of(const Model& net, Pack& pack) {
        return Model::output_type::table(pack.output, pack.input, net.policy.input);
    }

    std::string_view rows_{}, biases_{};  ///< paths; empty: the model has none
};

}  // namespace output
NEXTCLICK_END_NAMESPACE
