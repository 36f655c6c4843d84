// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <type_traits>

#include "nextclick/core/bias.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/initialise.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/simd/activation.hpp"
#include "nextclick/table/row_map.hpp"

/// An output names the tensors of the item table (table/item_table.hpp) that the queries are scored against: score of item i =
/// f(q · row[i] + bias[i]). The final activation f is applied in training; ranking skips it, because it is monotone and can only add ties.
///     static auto& table(P& p, InputParameters& in, const InputPolicy&)    the rows, in packs of any kind; `p` its own pack
///     parameters<S>::bias                                                  the biases, if `has_bias`
///     using row_map = ...                                                 optional: how rows are changed before they are scored
NEXTCLICK_BEGIN_NAMESPACE
namespace output {

/// Whether every item has a bias of its own.
using nextclick::biased, nextclick::unbiased;

template <class O>
concept HasParameters =
    Parameters<typename O::template parameters<values<float>>> && Parameters<typename O::template parameters<gradients<float>>>;
template <class O>
concept HasTable = requires {
    { O::tied_to_input } -> std::convertible_to<bool>;  // scores against the input's item table
    { O::has_bias } -> std::convertible_to<bool>;
};
template <class O>
concept HasActivation = requires(const O o) { o.activation; };
template <class O>
concept HasInitialise = requires(const O o, typename O::template parameters<values<float>>& p, random_stream r) {
    o.initialise(p, std::size_t{}, std::size_t{}, r);
};

/// An activation that leaves scores as they are.
template <class A>
concept LinearActivation = std::is_same_v<A, activation::linear>;

namespace detail {
template <class O>
struct row_map_of {
    using type = table::as_stored;
};
template <class O>
requires requires { typename O::row_map; } struct row_map_of<O> {
    using type = typename O::row_map;
};
}  // namespace detail
template <class O>
using row_map = typename detail::row_map_of<O>::type;

/// Numbers per item in addition to its row: the bias.
template <class O>
inline constexpr std::size_t numbers_beside_row = O::has_bias ? 1 : 0;

/// Outputs without a table: rows of items are computed (output::item_tower).
template <class O>
inline constexpr bool computes_rows = requires { requires O::computes_rows; };

/// Outputs whose scores are not products of query and row (output::neural).
template <class O>
inline constexpr bool scores_by_net = requires { requires O::by_net; };

template <class O>
concept HasBiases = !O::has_bias || requires(typename O::template parameters<values<float>>& p) { p.bias.data; };
template <class O>
concept HasRowMap = table::RowMap<row_map<O>>;

template <class O>
concept Output = HasTable<O> && HasParameters<O> && HasBiases<O> && HasRowMap<O> && HasActivation<O> && HasInitialise<O>;

/// The fault of a part of a combination that is no output.
template <class Part>
struct part_of_combination {
    static_assert(Output<Part>, "a part of this combination is no output; it lacks what follows (see output/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Output<Part>, Part, part_of_combination<Part>>;

}  // namespace output
NEXTCLICK_END_NAMESPACE
