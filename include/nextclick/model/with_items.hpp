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

/// Converts a model to another catalogue, with items added and removed.
NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
/// The source of each new item's row: an item of the old model, or the mean row of a group of its items.
struct row_sources {
    std::vector<item_index> before;  ///< no_item: not in the old model
    std::vector<item_index> group;   ///< of every item; 0 is the group of all items
    std::vector<double> members;     ///< of every group, number of items in the old model
};

row_sources sources_of(const data::vocabulary& old, const data::vocabulary& items, std::span<const item_index> groups);

/// Row g: the mean row of the known members of group g. `length` interpolates its norm: 0 keeps that of the mean, 1 gives the mean norm of
/// the members. Item i of the old model has row first + i.
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

/// A table has one row per item, or one for each category and item (input::per_category), grouped by category.
template <class Table>
void copy_rows(const Table& old, std::size_t old_items, Table& to, const row_sources& from, double length) {
    using E = typename decltype(to.data)::value_type;
    const std::size_t items = from.before.size();
    for (std::size_t first = 0, before = 0; first < to.rows; first += items, before += old_items) {
        const std::vector<double> of_group = group_rows(old, before, from, to.cols > 1 ? length : 0);  // a bias is not rescaled
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
/// Whether both tables have the same number of rows per item; tables of 0 rows match.
template <class Table>
bool fits(const Table& old, std::size_t old_items, const Table& to, std::size_t items) {
    return old.rows % old_items == 0 && to.rows % items == 0 && to.rows / items == old.rows / old_items && to.cols == old.cols;
}
/// Throws `argument_error` if a table that is scored or looked up by item lacks `row_per_item` in its list of fields.
template <class Model>
void require_flags(const Model& net) {
    [[maybe_unused]] const auto require = [&](const auto& tensor) {
        if (const tensor_place at = place_of(net.weights, tensor); !at.row_per_item)
            throw argument_error("with_items: parameter " + std::string(at.path) +
                                 " has a row for every item and is not marked so; list it as field{\"" +
                                 std::string(at.path.substr(at.path.rfind('.') + 1)) + "\", ..., row_per_item}");
    };
    if constexpr (Model::has_table) require(net.table_of(net.weights));
    if constexpr (Model::output_type::has_bias) require(net.weights.output.bias);
    if constexpr (input::HasItemTable<typename Model::input_type>) require(Model::input_type::item_table(net.weights.input));
}
/// Throws `argument_error` if a policy owns an array, which is laid out by the old item numbers.
template <class Model>
void refuse_arrays(const Model& net) {
    for_each_option(
        []<class V>(const std::string& path, const V& value) {
            if constexpr (is_owned_array<V>)
                if (value != nullptr)
                    throw argument_error("with_items: the policies own an array, " + path +
                                         ", which is indexed by the model's items; give policies whose arrays are laid out for "
                                         "the new items");
        },
        net.policy);
}
}  // namespace detail

/// How the rows of new items are initialised: with the mean row of their group.
struct new_item_options {
    /// The group of each item, for example the codes of a category of `data::item_attributes` laid out for them. An item without a
    /// group, or in a group without known items, gets the mean of all items. Empty: all items do.
    std::span<const item_index> groups{};
    /// The mean of many rows is short, and a short row ranks behind popular items. 0: keeps its length; 1: scales it to the mean length
    /// of the members, where new items rank high at the expense of others; examples/new_items.cpp shows both.
    double length = 0.5;
};

/// The model with these items in place of its own, for warm starts: items of the old model keep their ids, rows and ranking, though not
/// their numbers; new items are initialised by `options`; items not in `items` are dropped. To keep the numbers too, let `items` be
/// `data::all_items_of(net.items(), others)`. Then continue training with a log that is `encoded_with` these items.
/// `policies`: as for the constructor of the model; tables of items and arrays among them must be laid out for `items`.
/// Throws `argument_error` if `items` is empty, if `groups` has another size, or if a policy has another table.
/// cost   a copy of the weights
template <class Model>
Model with_items(const Model& net, data::vocabulary items, const new_item_options& options, typename Model::policies policies) {
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
Model with_items(const Model& net, data::vocabulary items, const new_item_options& options = {}) {
    if (items.hash() != net.items().hash()) detail::refuse_arrays(net);
    return with_items(net, std::move(items), options, net.policy);
}

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/model/with_items.ipp"
#endif
