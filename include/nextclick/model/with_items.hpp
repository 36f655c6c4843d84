// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/options.hpp"
#include "nextclick/core/stored.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/model/model.hpp"

/// A model for another assortment: items come, items go.
NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
/// Where the row of every item comes from: from an item of the model before, or from the mean of a group of those.
struct row_sources {
    std::vector<item_index> before;  ///< no_item: the model did not have it
    std::vector<item_index> group;   ///< of every item; 0 is everybody's
    std::vector<double> members;     ///< of every group, in the model before
};

row_sources sources_of(const data::vocabulary& old, const data::vocabulary& items, std::span<const item_index> groups);

/// Row g: the mean row of the known members of group g, `length` of the way from its own length to that of its members. Item i
/// of the model before has row first + i.
template <class Table>
std::vector<double> group_rows(const Table& old, std::size_t first, const row_sources& from, double length) {
    const std::size_t groups = from.members.size(), d = old.cols;
    std::vector<double> rows(groups * d, 0), lengths(groups, 0);
    const auto norm = [&](auto x) { return std::sqrt(std::inner_product(x, x + static_cast<std::ptrdiff_t>(d), x, 0.0)); };
    for (item_index i = 0; i < from.before.size(); ++i) {
        if (from.before[i] == no_item) continue;
        std::vector<double> row(d);
        on_numbers(old.row(first + from.before[i]), {},
                   [&](auto numbers, std::size_t begin) { std::ranges::copy(numbers, row.begin() + static_cast<std::ptrdiff_t>(begin)); });
        for (const item_index g : {item_index{0}, from.group[i]}) {
            for (std::size_t c = 0; c < d; ++c) rows[g * d + c] += row[c] / from.members[g];
            lengths[g] += norm(row.begin()) / from.members[g];
            if (from.group[i] == 0) break;
        }
    }
    for (std::size_t g = 0; g < groups; ++g) {
        const double own = norm(rows.begin() + static_cast<std::ptrdiff_t>(g * d));
        for (std::size_t c = 0; c < d && own > 0; ++c) rows[g * d + c] *= 1 + length * (lengths[g] / own - 1);
    }
    return rows;
}

/// A table has all items once, or once for each of some categories (input::per_category), the items of one after those of another.
template <class Table>
void copy_rows(const Table& old, std::size_t old_items, Table& to, const row_sources& from, double length) {
    using E = typename decltype(to.data)::value_type;
    const std::size_t items = from.before.size();
    for (std::size_t first = 0, before = 0; first < to.rows; first += items, before += old_items) {
        const std::vector<double> of_group = group_rows(old, before, from, to.cols > 1 ? length : 0);  // a bias has no direction
        for (std::size_t i = 0; i < items; ++i)
            if (from.before[i] != no_item)
                std::ranges::copy(old.row(before + from.before[i]), to.row(first + i).begin());
            else
                on_numbers(to.row(first + i), random_stream{0x17e5, first + i}, [&](auto numbers, std::size_t begin) {
                    for (std::size_t c = 0; c < numbers.size(); ++c)
                        numbers[c] = static_cast<computed_of<E>>(of_group[from.group[i] * to.cols + begin + c]);
                });
    }
}
/// Whether both tables have the same number of rows for each of their items; none, where there is no such table.
template <class Table>
bool fits(const Table& old, std::size_t old_items, const Table& to, std::size_t items) {
    return old.rows % old_items == 0 && to.rows % items == 0 && to.rows / items == old.rows / old_items && to.cols == old.cols;
}
/// Throws `argument_error` if a table that is scored or looked up by item does not say so in its list of fields.
template <class Model>
void require_flags(const Model& net) {
    [[maybe_unused]] const auto require = [&](const auto& tensor) {
        if (const tensor_place at = place_of(net.weights, tensor); !at.row_per_item)
            throw argument_error("with_items: parameter " + std::string(at.path) +
                                 " has a row for every item and does not say so; list it as field{\"" +
                                 std::string(at.path.substr(at.path.rfind('.') + 1)) + "\", ..., row_per_item}");
    };
    if constexpr (Model::has_table) require(net.table_of(net.weights));
    if constexpr (Model::output_type::has_bias) require(net.weights.output.bias);
    if constexpr (input::HasItemTable<typename Model::input_type>) require(Model::input_type::item_table(net.weights.input));
}
/// Throws `argument_error` if a policy owns an array, which goes by the numbers of the items before.
template <class Model>
void refuse_arrays(const Model& net) {
    for_each_option(
        []<class V>(const std::string& path, const V& value) {
            if constexpr (is_owned_array<V>)
                if (value != nullptr)
                    throw argument_error("with_items: the policies own an array, " + path +
                                         ", which goes by the numbers of the model's items; give policies whose arrays are laid out for "
                                         "the new items");
        },
        net.policy);
}
}  // namespace detail

/// How items begin that a model has not learned: with the mean row of their group.
struct unlearned_items {
    /// Of each item a number, say the codes of a category of `data::item_attributes` laid out for them; where there is none, or nobody of
    /// the group is known, the mean of all items. Empty: that for all.
    std::span<const item_index> groups{};
    /// The mean of many rows is short, and what is short ranks behind all that is popular. 0: so it is; 1: as long as its
    /// members are on average, where it ranks high, and takes room from others; examples/new_items.cpp shows both.
    double length = 0.5;
};

/// The model with these items in place of its own, for warm starts: those that it had are ranked as before, whatever their new
/// numbers; those that it had not begin as `options` says; those that `items` lacks are gone. Ids stay; where numbers shall stay too,
/// let `items` be `data::all_items_of(net.items(), others)`. Then go on training with a log that is `encoded_with` these items.
/// `policies`: as the model is made with; tables of items and arrays among them must be laid out for `items`.
/// Throws `argument_error` if no item is left, if there is not a group for each, or a policy has another table.
/// cost   a copy of the weights
template <class Model>
Model with_items(const Model& net, data::vocabulary items, const unlearned_items& options, typename Model::policies policies) {
    if (!options.groups.empty() && options.groups.size() != items.size())
        throw argument_error("with_items: " + std::to_string(options.groups.size()) + " groups for " + std::to_string(items.size()) +
                             " items; give one for each of them, or none at all");
    const detail::row_sources from = detail::sources_of(net.items(), items, options.groups);
    if (from.members[0] == 0)
        throw argument_error("with_items: the model has none of these " + std::to_string(items.size()) + " items; train a new one");
    detail::require_flags(net);
    Model to(std::move(items), std::move(policies));
    for_each_parameter(
        [&](std::string_view path, auto& w, const auto& old) {
            if (place_of(to.weights, w).row_per_item) {
                if (!detail::fits(old, net.item_count(), w, to.item_count()))
                    throw argument_error("with_items: parameter " + std::string(path) + " has " + std::to_string(old.rows) + " rows for " +
                                         std::to_string(net.item_count()) + " items and " + std::to_string(w.rows) + " for " +
                                         std::to_string(to.item_count()) + "; a table of row_per_item has a row for each, or several");
                return detail::copy_rows(old, net.item_count(), w, from, options.length);
            }
            if (w.rows != old.rows || w.cols != old.cols)
                throw argument_error("with_items: parameter " + std::string(path) +
                                     " has another size with these policies; give those of the model");
            w.data = old.data;
        },
        to.weights, net.weights);
    to.about = net.about.with_items(from.before);
    return to;
}
/// The same with the policies of the model.
template <class Model>
Model with_items(const Model& net, data::vocabulary items, const unlearned_items& options = {}) {
    if (items.hash() != net.items().hash()) detail::refuse_arrays(net);
    return with_items(net, std::move(items), options, net.policy);
}

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/model/with_items.ipp"
#endif
