// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/output/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace output {

// Of what is no activation.
template <class Bias = biased, class Activation = activation::linear, class Form = uncompressed>
struct separate : no_policy<bias_fault<Bias>, activation::part_fault<Activation>> {
    constexpr separate(const auto&...) { static_assert(sizeof(typename separate::why) > 0); }
};
/// Scores against a table of its own, stored in the element type of Form (core/stored.hpp).
/// shapes    items (I, width of the query), bias (I, 1) if biased
template <BiasFlag Bias, activation::Activation Activation, class Form>
struct separate<Bias, Activation, Form> {
    [[no_unique_address]] Activation activation{};

    using form = Form;
    static constexpr bool tied_to_input = false;
    static constexpr bool has_bias = Bias::value;
    static std::string name() {
        const std::string form = Form::name();
        return std::string("separate<") + Activation::name() + (has_bias ? ", biased" : "") + (form.empty() ? "" : ", " + form) + ">";
    }
    static constexpr auto options() { return field_list{field{"activation", &separate::activation}}; }

    template <class S>
    requires nextclick::Form<Form> struct parameters {
        typename S::template rows_in<Form> items;
        typename S::rows bias;
        static constexpr auto fields() {
            return field_list{field{"items", &parameters::items, row_per_item}, field{"bias", &parameters::bias, row_per_item}};
        }
    };
    template <class P, class InputPolicy, class InputParameters>
    static auto& table(P& p, InputParameters&, const InputPolicy&) {
        return p.items;
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, std::size_t width, random_stream random) const {
        p.items.resize(items, width);
        glorot_uniform(p.items, random);
        if constexpr (has_bias) p.bias.resize(items, 1);
    }
};
static_assert(Output<separate<>>);

}  // namespace output
NEXTCLICK_END_NAMESPACE
