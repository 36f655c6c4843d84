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
/// The gradients of the item table in a pack of gradients.
template <class Model>
table::gradient<typename Model::scalar> table_gradient(const Model& net, typename Model::gradient_pack& g) {
    using Output = typename Model::output_type;
    table::gradient<typename Model::scalar> to;
    if constexpr (!computes_rows<Output>) {
        to.table = table_of(net);
        to.rows = &Output::table(g.output, g.input, net.policy.input);
    }
    if constexpr (Output::has_bias) to.biases = &g.output.bias;
    return to;
}

}  // namespace output
NEXTCLICK_END_NAMESPACE
