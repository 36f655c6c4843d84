// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <type_traits>

#include "nextclick/encoder/concept.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/loss/concept.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/output/concept.hpp"

/// Compile-time checks across two policies of a model, which no single concept can express.
NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

/// Both widths appear in the name of the type that fails.
template <std::size_t QueryWidth, std::size_t TableWidth>
struct equal_widths {
    static_assert(QueryWidth == TableWidth || QueryWidth == 0 || TableWidth == 0,
                  "output::tied scores queries against the input's item table: make the encoder as wide as the "
                  "embedding, or use output::separate");
    static constexpr bool value = true;
};

template <class Input, class Encoder, class Pooling>
concept WidthsAtCompileTime = requires {
    typename std::integral_constant<std::size_t, Pooling{}.width(Encoder{}.width(Input{}.width()))>;
};

template <class Input, class Encoder, class Pooling, class Output, class Loss, class Sampler>
struct model_checks {
    using objective_type = objective::of<Loss, Sampler>;
    static_assert(objective::Defined<objective_type>,
                  "the objective that loss or sampler names is declared only: include \"nextclick/objective.hpp\"");
    static constexpr history::need reads = history::of<Input>() | history::of<Encoder>() | history::of<Pooling>();
    static constexpr bool objective_fits = sizeof(typename objective_type::template checks<Loss, Sampler, Output>) > 0;
    static_assert(objective_fits);
    static_assert(
        !requires { Output::by_cosine; }, "outputs name a row map in place of by_cosine: using row_map = nextclick::table::unit_length;");
    static_assert(input::stream_count<Input> == encoder::stream_count<Encoder>,
                  "input::parallel and encoder::parallel go together: the input needs a member for each stream");
    static_assert(!Input::folded || encoder::FoldsOneHot<Encoder> || encoder::stream_count<Encoder> != 0,
                  "input::one_hot is folded into the first layer of the encoder, which must be recurrent");
    static_assert(!Output::tied_to_input || input::item_table_count<Input> <= 1,
                  "output::tied: more than one member of the input has a table of items; which would it share? Use "
                  "output::separate, or an input with one input::embedding");
    static_assert(!Output::tied_to_input || input::HasItemTable<Input> || input::item_table_count<Input> > 1,
                  "output::tied shares the item table of the input: use input::embedding, or output::separate");
    using output_activation = std::remove_cvref_t<decltype(Output{}.activation)>;
    static_assert(!Loss::softmax || output::LinearActivation<output_activation>,
                  "this loss owns its softmax: the final activation of the output must be activation::linear");
    static constexpr bool widths_agree() {
        if constexpr (Output::tied_to_input && input::HasItemTable<Input> && WidthsAtCompileTime<Input, Encoder, Pooling>)
            return equal_widths<Pooling{}.width(Encoder{}.width(Input{}.width())), input::width_of_items(Input{})>::value;
        else
            return true;
    }
    static_assert(widths_agree());
};

}  // namespace detail
NEXTCLICK_END_NAMESPACE
