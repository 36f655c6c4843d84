// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>

#include "nextclick/encoder/concept.hpp"
#include "nextclick/encoder/none.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/output/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace objective {
struct by_item_tower;  // objective/item_tower.hpp
}
namespace output {

namespace detail {
template <class I>
concept OfItems = input::OwnWidth<I> && input::column_count<I> == 0;
template <class Item>
struct of_events {
    static_assert(input::column_count<Item> == 0,
                  "output::item_tower: items have no events whose columns could be read; give their attributes by input::of_item");
};
template <class Item>
using item_fault = first_fault<input::own_width_fault<Item>, fault_unless<OfItems<Item>, of_events<Item>>>;
}  // namespace detail

// Of what is no input of items, encoder or activation.
template <class Item, class Net = encoder::none, class Bias = biased, class Activation = activation::linear>
struct item_tower : no_policy<detail::item_fault<Item>, encoder::part_fault<Net>, activation::part_fault<Activation>, bias_fault<Bias>> {
    constexpr item_tower(const auto&...) { static_assert(sizeof(typename item_tower::why) > 0); }
};
/// Scores against rows that are computed from the inputs of each item: row(i) = Net(Item(i)), for any input policy and any
/// layers without state. Items without clicks have a row too, if the input reads their attributes
/// (input::of_item), and several tables can be combined (input::join).
/// Training computes the rows of the candidates of a step and propagates gradients through them, so the sampler must draw a list.
/// for_ranking(net) returns the model with all rows computed, for evaluation and serving.
/// shapes    rows (n, width of the query); bias (I, 1) if biased.   cost  a row of item and net a distinct candidate
template <detail::OfItems Item, encoder::Combinable Net, BiasFlag Bias, activation::Activation Activation>
struct item_tower<Item, Net, Bias, Activation> {
    [[no_unique_address]] Item item{};
    [[no_unique_address]] Net net{};
    [[no_unique_address]] Activation activation{};

    using scored = objective::by_item_tower;
    static constexpr bool tied_to_input = false, has_bias = Bias::value, computes_rows = true;
    /// Cost of a row of an item.
    constexpr cost::layer row_cost() const { return item.cost(0) + net.cost(item.width()); }
    constexpr Item& item_input() { return item; }
    constexpr const Item& item_input() const { return item; }
    static std::string name() {
        return "tower<" + Item::name() + ", " + Net::name() + ", " + Activation::name() + (has_bias ? ", biased>" : ">");
    }
    static constexpr auto options() {
        return field_list{field{"item", &item_tower::item}, field{"net", &item_tower::net}, field{"activation", &item_tower::activation}};
    }
    template <class S>
    struct parameters {
        typename Item::template parameters<S> item;
        typename Net::template parameters<S> net;
        typename S::rows bias;
        static constexpr auto fields() {
            return field_list{field{"item", &parameters::item}, field{"net", &parameters::net},
                              field{"bias", &parameters::bias, row_per_item}};
        }
    };
    template <class T>
    struct tape {
        event_rows rows;
        typename Item::template tape<T> item;
        typename Net::template tape<T> net;
    };

    /// Throws `argument_error` if rows and queries differ in width.
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, std::size_t width, random_stream random) const {
        item.initialise(p.item, items, random.fork(1));
        net.initialise(p.net, item.width(), random.fork(2));
        if (net.state_width(item.width()) != 0)
            throw argument_error("output::item_tower: its layers must keep no state; items have no order (use encoder::dense)");
        if (net.width(item.width()) != width)
            throw argument_error("output::item_tower: rows of items are " + std::to_string(net.width(item.width())) + " wide and queries " +
                                 std::to_string(width) + "; give both the same width");
        if constexpr (has_bias) p.bias.resize(items, 1);
    }

    /// Rows of these items, which may repeat. `numbers`: their positions in the whole batch, if this is a micro-batch.
    template <class T>
    view<const T> rows(const parameters<values<T>>& p, pass& run, std::span<const item_index> items, tape<T>& t,
                       std::span<const std::uint32_t> numbers = {}) const {
        const auto begin = run.memory.take_span<std::uint32_t>(2);
        begin[0] = 0;
        begin[1] = static_cast<std::uint32_t>(items.size());
        t.rows = {.steps = {.begin = begin, .item = items, .whole = {.rows = numbers}},
                  .item = items,
                  .target = {},
                  .carry = {},
                  .nominal_rows = items.size()};
        const view<const T> x = item.forward(p.item, run, t.rows, t.item);
        return net.forward(p.net, run, t.rows.steps, x, nothing_carried<T>(items.size()), t.net);
    }
    /// Adds to the gradients of the parameters that the rows were computed from.
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, view<const T> d_rows, const tape<T>& t) const {
        const view<const T> dx = net.backward(p.net, dp.net, run, t.rows.steps, d_rows, t.net);
        item.backward(p.item, dp.item, run, t.rows, dx, t.item);
    }

private:
    template <class T>
    static encoder::lane_states<T> nothing_carried(std::size_t lanes) {
        return {view<const T>(nullptr, lanes, 0), view<T>(nullptr, lanes, 0)};
    }
};

}  // namespace output
NEXTCLICK_END_NAMESPACE
