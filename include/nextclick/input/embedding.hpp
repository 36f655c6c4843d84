// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/table/look_up.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

namespace detail {
/// The table of an input that has a row for every item.
template <class S, nextclick::Form Form = uncompressed>
struct item_table_parameters {
    typename S::template rows_in<Form> items;  // (I, D)
    static constexpr auto fields() { return field_list{field{"items", &item_table_parameters::items, row_per_item}}; }
};
}  // namespace detail

/// A learned row for every item: x = E[item], stored in the element type of Form (core/stored.hpp).
/// shapes    items (I, D); x (rows, D).   cost  a row read an event; backward a row touched an event
template <std::size_t Width = dynamic, class Form = uncompressed>
struct embedding {
    [[no_unique_address]] extent<Width> units{};
    double deviation = 0;  ///< of the normal distribution of initial rows; 0: Glorot-uniform

    using form = Form;
    static constexpr bool folded = false;
    static constexpr history::need reads{};
    static std::string name() {
        const std::string form = Form::name();
        return form.empty() ? "embedding" : "embedding<" + form + ">";
    }
    static constexpr auto options() { return field_list{field{"units", &embedding::units}, field{"deviation", &embedding::deviation}}; }
    template <class S>
    using parameters = detail::item_table_parameters<S, Form>;
    template <class T>
    struct tape {};

    constexpr std::size_t width() const { return units; }
    constexpr cost::layer cost(std::size_t) const { return {.gathered = units}; }
    template <class P>
    static auto& item_table(P& p) {
        return p.items;
    }

    /// Glorot-uniform with rows = number of items, as in GRU4Rec, gives small values for many items: a softmax over all of
    /// them learns faster from larger ones (docs/accuracy.md, "Whole sessions and prefixes").
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, random_stream random) const {
        if (units == 0) throw argument_error("input::embedding: units is 0; give the width of the embedding");
        if (!(deviation >= 0) || !std::isfinite(deviation))
            throw argument_error("input::embedding: deviation is " + std::to_string(deviation) + "; give 0 or more");
        p.items.resize(items, units);
        if (deviation > 0)
            normal(p.items, random, deviation);
        else
            glorot_uniform(p.items, random);
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
static_assert(Input<embedding<8>> && HasItemTable<embedding<8>>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
