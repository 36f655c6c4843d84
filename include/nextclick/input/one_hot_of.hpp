// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <memory>
#include <string>

#include "nextclick/core/fixed_string.hpp"
#include "nextclick/input/categorical.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// A category as a one-hot vector, folded into the first layer as `one_hot` folds the item: rows are pre-activations. In a sum
/// with others it is the multi-hot event vector of Twardowski (docs/models.md 3.3): sum<one_hot, one_hot_of<"Action">>.
/// A missing or unknown category has the last row: zeros until training updates it.
/// shapes    categories (C + 1, gates·H) of the encoder's first layer; each gate's block is initialised separately.
template <fixed_string Column>
struct one_hot_of {
    std::shared_ptr<const data::vocabulary> categories{};

    static constexpr bool folded = true;
    static constexpr history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = data::kind::categorical;
    static std::string name() { return "one_hot_of<" + std::string(Column.view()) + ">"; }
    static constexpr auto options() { return field_list{field{"categories", &one_hot_of::categories}}; }
    template <class S>
    using parameters = detail::category_parameters<S>;
    template <class T>
    using tape = detail::category_tape<T>;

    constexpr std::size_t width() const { return 0; }  // the encoder's `folded_width()`
    constexpr cost::layer cost(std::size_t folded_width) const { return {.gathered = folded_width}; }
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), "input::" + name(), column_kind::of(*this)}; }

    /// Throws `argument_error` if there are no categories.
    template <class T>
    void initialise_folded(parameters<values<T>>& p, std::size_t, std::size_t width, std::size_t blocks, random_stream random) const {
        detail::require_categories(*this);
        p.categories.resize(categories->size() + 1, width);
        glorot_uniform(p.categories, random, blocks);
        std::ranges::fill(p.categories.row(categories->size()), T(0));
    }
    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        return detail::gather_categories(*this, p, run, rows, t);
    }
    template <class T>
    void backward(const parameters<values<T>>&, parameters<gradients<T>>& dp, pass&, const event_rows&, view<const T> dx,
                  const tape<T>& t) const {
        table::scatter(dp.categories, t.row, dx);
    }
};
static_assert(Input<one_hot_of<"Action">>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
