// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/output/concept.hpp"
#include "nextclick/output/separate.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace output {

namespace detail {
template <class O>
concept Unbiased = Output<O> && !O::has_bias;
template <class Table>
struct with_bias {
    static_assert(!Table::has_bias,
                  "output::cosine: a cosine has no bias; use output::separate<output::unbiased>, or output::tied<output::unbiased>");
};
}  // namespace detail

// Of what is no output, or of one with biases.
template <class Table = separate<unbiased>>
struct cosine : no_policy<part_fault<Table>, fault_unless<detail::Unbiased<Table>, detail::with_bias<Table>>> {
    constexpr cosine(const auto&...) { static_assert(sizeof(typename cosine::why) > 0); }
};
/// Scores against the rows of another output's table, normalised to length 1: a score is |query| times the cosine of query and row, so
/// ranking uses the cosine. With loss::cosine the length of the query has no effect either.
/// train::options::frozen keeps a given table, such as that of another model:
///     net.weights.output.items = other.weights.output.items;
///     train(net, log, rule, {.frozen = {"output.items"}});
/// for_ranking(net) returns the model with rows stored at length 1, for evaluation and serving.
template <detail::Unbiased Table>
struct cosine<Table> {
    [[no_unique_address]] Table inner{};
    [[no_unique_address]] activation::linear activation{};

    static constexpr bool tied_to_input = Table::tied_to_input, has_bias = false;
    using row_map = nextclick::table::unit_length;
    static std::string name() { return "cosine<" + Table::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &cosine::inner}, field{"activation", &cosine::activation}}; }
    template <class S>
    using parameters = typename Table::template parameters<S>;
    template <class P, class InputPolicy, class InputParameters>
    static auto& table(P& p, InputParameters& in, const InputPolicy& policy) {
        return Table::table(p, in, policy);
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, std::size_t width, random_stream random) const {
        inner.initialise(p, items, width, random);
    }
};
static_assert(Output<cosine<>>);

}  // namespace output
NEXTCLICK_END_NAMESPACE
