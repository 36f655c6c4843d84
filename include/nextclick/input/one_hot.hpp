// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/input/embedding.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// The item as a one-hot vector. Its product with the input weights of the first layer is a row of these weights, so the policy holds
/// them as a table and outputs pre-activations: a gather, never a product.
/// shapes    items (I, gates·H) of the encoder's first layer; each gate's block is initialised separately.
struct one_hot {
    static constexpr bool folded = true;
    static constexpr history::need reads{};
    static std::string name() { return "one_hot"; }
    template <class S>
    using parameters = detail::item_table_parameters<S>;
    template <class T>
    struct tape {};

    constexpr std::size_t width() const { return 0; }  // the encoder's `folded_width()`
    constexpr cost::layer cost(std::size_t folded_width) const { return {.gathered = folded_width}; }

    template <class T>
    void initialise_folded(parameters<values<T>>& p, std::size_t items, std::size_t width, std::size_t blocks, random_stream random) const {
        p.items.resize(items, width);
        glorot_uniform(p.items, random, blocks);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>&) const {
        return table::look_up(p.items, run, rows.item);
    }
    template <class T>
    void backward(const parameters<values<T>>&, parameters<gradients<T>>& dp, pass&, const event_rows& rows, view<const T> dx,
                  const tape<T>&) const {
        table::scatter(dp.items, rows.item, dx);
    }
};
static_assert(Input<one_hot>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
