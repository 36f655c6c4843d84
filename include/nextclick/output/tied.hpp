// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/output/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace output {

// Of what is no activation.
template <class Bias = biased, class Activation = activation::linear>
struct tied : no_policy<bias_fault<Bias>, activation::part_fault<Activation>> {
    constexpr tied(const auto&...) { static_assert(sizeof(typename tied::why) > 0); }
};
/// Scores against the item table of the input ("shared", "constrained" embedding): one table is learned, and rows of
/// inputs, targets and negatives sum their gradients. The query must be as wide as the table.
/// shapes    bias (I, 1), if biased
template <BiasFlag Bias, activation::Activation Activation>
struct tied<Bias, Activation> {
    [[no_unique_address]] Activation activation{};

    static constexpr bool tied_to_input = true;
    static constexpr bool has_bias = Bias::value;
    static std::string name() { return std::string("tied<") + Activation::name() + (has_bias ? ", biased>" : ">"); }
    static constexpr auto options() { return field_list{field{"activation", &tied::activation}}; }

    template <class S>
    struct parameters {
        typename S::rows bias;
        static constexpr auto fields() { return field_list{field{"bias", &parameters::bias, row_per_item}}; }
    };
    template <class P, class InputPolicy, class InputParameters>
    static auto& table(P&, InputParameters& in, const InputPolicy&) {
        return InputPolicy::item_table(in);
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, std::size_t, random_stream) const {
        if constexpr (has_bias) p.bias.resize(items, 1);
    }
};

static_assert(Output<tied<>>);

}  // namespace output
NEXTCLICK_END_NAMESPACE
