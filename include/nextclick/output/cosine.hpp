// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/output/concept.hpp"
#include "nextclick/output/separate.hpp"

namespace nextclick::inline NEXTCLICK_ABI::output {

/// Whether training changes the table.
struct learned {
    static constexpr bool value = false;
};
struct frozen {
    static constexpr bool value = true;
};

/// The table of another output, for models that are trained and ranked by the cosine of query and row (loss::cosine).
/// A frozen table keeps what it is given, such as the item table of another model:
///     net.weights.output.items = teacher.table();
/// Scores stay products: for_ranking(net) makes the model with rows of length 1 that is evaluated and served.
template <class Table = separate<unbiased>, class Training = learned>
struct cosine {
    static_assert(!Table::has_bias, "output::cosine: a cosine has no bias; use output::separate<output::unbiased>, or "
                                    "output::tied<output::unbiased>");
    static_assert(!(Training::value && Table::tied_to_input),
                  "output::cosine: a frozen table must be a table of its own, since the input learns (output::separate)");
    [[no_unique_address]] Table inner{};
    [[no_unique_address]] activation::linear activation{};

    static constexpr bool tied_to_input = Table::tied_to_input, has_bias = false, by_cosine = true;
    static constexpr bool frozen = Training::value;
    static std::string name() { return "cosine<" + Table::name() + (frozen ? ", frozen>" : ">"); }
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
