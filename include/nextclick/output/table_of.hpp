// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/output/concept.hpp"
#include "nextclick/table/gradient.hpp"
#include "nextclick/table/item_table.hpp"

/// The item table of a model, as its output composes it: the rows are those of the output or of the input, the biases those of the output.
NEXTCLICK_BEGIN_NAMESPACE
namespace output {

/// The biases of all items.
template <class Model>
table::item_biases<typename Model::scalar> biases_of(const Model& net) {
    if constexpr (Model::output_type::has_bias) return table::item_biases<typename Model::scalar>(net.weights.output.bias);
    return {};
}
/// Rows and biases of all items that queries are scored against.
template <class Model>
requires(!computes_rows<typename Model::output_type>) table::item_table<typename Model::scalar> table_of(const Model& net) {
    using Output = typename Model::output_type;
    return {Output::table(net.weights.output, net.weights.input, net.policy.input), biases_of(net), row_map<Output>{}};
}
/// The gradients of the item table in a pack of gradients; without those of rows or of biases that are not requested.
template <class Model>
table::gradient<typename Model::scalar> table_gradient(const Model& net, typename Model::gradient_pack& g, bool of_rows = true,
                                                       bool of_biases = true) {
    using T = typename Model::scalar;
    using Output = typename Model::output_type;
    row_gradient<T>* biases = nullptr;
    if constexpr (Output::has_bias) biases = of_biases ? &g.output.bias : nullptr;
    if constexpr (computes_rows<Output>)
        return {{}, nullptr, biases};
    else
        return {table_of(net), of_rows ? &Output::table(g.output, g.input, net.policy.input) : nullptr, biases};
}

}  // namespace output
NEXTCLICK_END_NAMESPACE
