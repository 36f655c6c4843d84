// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/output/concept.hpp"
#include "nextclick/output/separate.hpp"

namespace nextclick::inline NEXTCLICK_ABI::output {

/// The table of another output, for models that are trained and ranked by the cosine of query and row (loss::cosine).
/// A table that is given, such as that of another model, is kept by train::options::frozen:
///     net.weights.output.items = other.table();
///     train(net, log, rule, {.frozen = {"output.items"}});
/// Scores stay products: for_ranking(net) makes the model with rows of length 1 that is evaluated and served.
template <class Table = separate<unbiased>>
struct cosine {
    static_assert(!Table::has_bias,
                  "output::cosine: a cosine has no bias; use output::separate<output::unbiased>, or "
                  "output::tied<output::unbiased>");
    [[no_unique_address]] Table inner{};
    [[no_unique_address]] activation::linear activation{};

    static constexpr bool tied_to_input = Table::tied_to_input, has_bias = false, by_cosine = true;
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

}  // namespace nextclick::inline NEXTCLICK_ABI::output
