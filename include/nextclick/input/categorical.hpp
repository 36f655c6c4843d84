// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <memory>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/embedding.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

namespace detail {
/// A table with a row for every category, and a last row for missing values; shared by `categorical` and `one_hot_of`.
template <class S>
struct category_parameters {
    typename S::rows categories;  // (C + 1, D)
    static constexpr auto fields() { return field_list{field{"categories", &category_parameters::categories}}; }
};
template <class T>
struct category_tape {
    std::span<const item_index> row;  // of the table
};
template <class Policy>
void require_categories(const Policy& policy) {
    if (policy.categories == nullptr)
        throw argument_error("input::" + Policy::name() +
                             ": there are no categories; take them from the training log, "
                             "by input::fitted(policy, log)");
}
template <class Policy, class T>
view<const T> gather_categories(const Policy& policy, const category_parameters<values<T>>& p, pass& run, const event_rows& rows,
                                category_tape<T>& t) {
    const auto codes = column_of<data::kind::categorical>(policy, rows, policy.column_name()).codes;
    const auto row = run.memory.take_span<item_index>(codes.size());
    const auto missing = static_cast<item_index>(p.categories.rows - 1);
    for (std::size_t r = 0; r < codes.size(); ++r) row[r] = std::min(codes[r], missing);
    t.row = row;
    return table::look_up(p.categories, run, t.row);
}
}  // namespace detail

/// A learned row for every category of a column: x = E[category]. `categories` is usually taken from the log
/// (`input::fitted`) and is stored in the model's file.
/// A missing or unknown category has the last row: zeros until training updates it.
/// shapes    categories (C + 1, D); x (rows, D).   cost  a row read an event; backward a row touched an event
template <fixed_string Column, std::size_t Width = dynamic>
struct categorical {
    std::shared_ptr<const data::vocabulary> categories{};
    [[no_unique_address]] extent<Width> units{};

    static constexpr bool folded = false;
    static constexpr history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = data::kind::categorical;
    static std::string name() { return "categorical<" + std::string(Column.view()) + ">"; }
    static constexpr auto options() {
        return field_list{field{"units", &categorical::units}, field{"categories", &categorical::categories}};
    }
    template <class S>
    using parameters = detail::category_parameters<S>;
    template <class T>
    using tape = detail::category_tape<T>;

    constexpr std::size_t width() const { return units; }
    constexpr cost::layer cost(std::size_t) const { return {.gathered = units}; }
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), "input::" + name(), column_kind::of(*this)}; }

    /// Glorot-uniform, with zeros for missing values. Throws `argument_error` if there are no categories.
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t, random_stream random) const {
        if (units == 0) throw argument_error("input::" + name() + ": units is 0; give the width of the row");
        detail::require_categories(*this);
        p.categories.resize(categories->size() + 1, units);
        glorot_uniform(p.categories, random);
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
static_assert(Input<categorical<"Action", 8>> && !HasItemTable<categorical<"Action", 8>>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
