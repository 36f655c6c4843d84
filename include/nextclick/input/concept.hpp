// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "nextclick/core/cost.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/folded.hpp"
#include "nextclick/core/history.hpp"
#include "nextclick/core/initialise.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// An input turns the columns of a batch (the item, and named columns: column.hpp) into one row per event.
/// A table with a row for every item is marked in its list of fields (`row_per_item`), so that `with_items` can renumber its rows.
/// To write one: copy embedding.hpp, then add it to the type list in tests/model/gradients_test.cpp.
NEXTCLICK_BEGIN_NAMESPACE
namespace input {

template <class I>
concept HasWidths = requires(const I i) {
    { i.width() } -> std::convertible_to<std::size_t>;
    // Rows are pre-activations of the encoder's first layer (one_hot). Such an input has no width of its own, and in place of
    // initialise(p, items, random) it has initialise_folded(p, items, width, blocks, random).
    { I::folded } -> std::convertible_to<bool>;
};

using nextclick::stream_count;

template <class I>
concept HasParameters =
    Parameters<typename I::template parameters<values<float>>> && Parameters<typename I::template parameters<gradients<float>>>;
template <class I>
concept HasForward = requires(const I i, const typename I::template parameters<values<float>>& p, pass& run, const event_rows& rows,
                              typename I::template tape<float>& tape) {
    { i.forward(p, run, rows, tape) } -> std::convertible_to<view<const float>>;
};
template <class I>
concept HasBackward = requires(
    const I i, const typename I::template parameters<values<float>>& p, typename I::template parameters<gradients<float>>& dp, pass& run,
    const event_rows& rows, view<const float> dx, const typename I::template tape<float>& tape) { i.backward(p, dp, run, rows, dx, tape); };

template <class I>
concept HasCost = requires(const I i) {
    { i.cost(std::size_t{}) } -> std::same_as<cost::layer>;  // per row; the argument is the folded width, if folded
} || requires(const I i, const std::array<folded_part, stream_count<I>>& parts) {
    { i.cost(parts) } -> std::same_as<cost::layer>;
};

template <class I>
concept Input = HasWidths<I> && HasParameters<I> && HasForward<I> && HasBackward<I> && HasCost<I>;

/// The fault of a part of a combination that is no input.
template <class Part>
struct part_of_combination {
    static_assert(Input<Part>, "a part of this combination is no input; it lacks what follows (see input/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Input<Part>, Part, part_of_combination<Part>, history::fault<Part>>;
/// What combinations are made of: inputs that state what they read.
template <class Part>
concept Combinable = Input<Part> && std::is_void_v<part_fault<Part>>;

/// Inputs with a width of their own, whose rows are no pre-activations.
template <class I>
concept OwnWidth = Combinable<I> && !I::folded;
template <class Part>
struct without_width {
    static_assert(!Part::folded,
                  "a part of this combination must have a width of its own; a row of one_hot or projected is a pre-activation (use "
                  "input::embedding)");
};
template <class Part>
using own_width_fault = first_fault<part_fault<Part>, fault_unless<OwnWidth<Part>, without_width<Part>>>;

/// A tensor of rows of a table, stored in any element type.
template <class R>
concept TableRows = std::is_base_of_v<row_table<typename decltype(std::remove_cvref_t<R>::data)::value_type>, std::remove_cvref_t<R>>;

/// Inputs that own a table with one row an item, which an output may share (`output::tied`).
template <class I>
concept HasItemTable = requires(typename I::template parameters<values<float>>& p) { requires TableRows<decltype(I::item_table(p))>; };

/// Number of item tables within an input; an input with several shares none with the output.
template <class I>
inline constexpr std::size_t item_table_count = HasItemTable<I> ? 1 : 0;
template <class I>
requires requires { I::item_tables; } inline constexpr std::size_t item_table_count<I> = I::item_tables;

/// Width of the rows of that table: that of the input, unless it defines `item_width()`.
template <HasItemTable I>
constexpr std::size_t width_of_items(const I& i) {
    if constexpr (requires { i.item_width(); })
        return i.item_width();
    else
        return i.width();
}

}  // namespace input
NEXTCLICK_END_NAMESPACE
