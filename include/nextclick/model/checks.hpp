// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <type_traits>

#include "nextclick/core/history.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/head/concept.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/loss/concept.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/output/concept.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/sampler/concept.hpp"

/// Why policies do not form a model: a policy of the wrong family or without a member, or two policies that do not fit together.
/// `fault_of` finds the first fault without a compile error; `wrong_model` reports it. Nothing else of a wrong model is instantiated.
NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

enum class model_fault {
    none,
    part,
    form,
    row_map,
    input,
    encoder,
    pooling,
    output,
    loss,
    sampler,
    head,
    former,
    fields,
    history,
    objective_declared_only,
    objective,
    by_cosine,
    streams,
    folded,
    two_tables,
    no_table,
    softmax,
    widths,
    head_reads_nothing
};

template <class Input, class Encoder, class Pooling>
concept WidthsAtCompileTime = requires { typename std::integral_constant<std::size_t, Pooling{}.width(Encoder{}.width(Input{}.width()))>; };
template <class Output>
using activation_of = std::remove_cvref_t<decltype(Output{}.activation)>;

template <class Input, class Encoder, class Pooling, class Output, class Loss, class Sampler>
consteval model_fault fault_between() {
    using objective_type = objective::of<Loss, Sampler>;
    if constexpr (!objective::Defined<objective_type>)
        return model_fault::objective_declared_only;
    else if constexpr (!objective::fits<objective_type, Loss, Sampler, Output>)
        return model_fault::objective;
    else if constexpr (requires { Output::by_cosine; })
        return model_fault::by_cosine;
    else if constexpr (input::stream_count<Input> != encoder::stream_count<Encoder>)
        return model_fault::streams;
    else if constexpr (Input::folded && !encoder::FoldsOneHot<Encoder> && encoder::stream_count<Encoder> == 0)
        return model_fault::folded;
    else if constexpr (Output::tied_to_input && input::item_table_count<Input> > 1)
        return model_fault::two_tables;
    else if constexpr (Output::tied_to_input && !input::HasItemTable<Input>)
        return model_fault::no_table;
    else if constexpr (Loss::softmax && !output::LinearActivation<activation_of<Output>>)
        return model_fault::softmax;
    else if constexpr (Output::tied_to_input && WidthsAtCompileTime<Input, Encoder, Pooling>) {
        constexpr std::size_t query = Pooling{}.width(Encoder{}.width(Input{}.width())), table = input::width_of_items(Input{});
        return query == table || query == 0 || table == 0 ? model_fault::none : model_fault::widths;
    } else
        return model_fault::none;
}
/// The first fault of the lists of fields of these policies; void if there is none.
template <class T>
consteval std::type_identity<void> first_pack_fault() {
    return {};
}
template <class T, class First, class... Rest>
consteval auto first_pack_fault() {
    using fault = field_fault<typename First::template parameters<values<T>>>;
    if constexpr (std::is_void_v<fault>)
        return first_pack_fault<T, Rest...>();
    else
        return std::type_identity<fault>{};
}
template <class T, class... Policies>
using fault_of_packs = typename decltype(first_pack_fault<T, Policies...>())::type;

/// Policies whose table is stored in a type that is not a form.
template <class P>
concept WrongForm = requires {
    typename P::form;
    requires !Form<typename P::form>;
};

/// The first fault of these policies.
template <class T, class Input, class Encoder, class Pooling, class Output, class Loss, class Sampler, class Head>
consteval model_fault fault_of() {
    if constexpr (NoPolicy<Input> || NoPolicy<Encoder> || NoPolicy<Pooling> || NoPolicy<Output> || NoPolicy<Loss> || NoPolicy<Sampler> ||
                  NoPolicy<Head>)
        return model_fault::part;
    else if constexpr (WrongForm<Input> || WrongForm<Output>)
        return model_fault::form;
    else if constexpr (!output::HasRowMap<Output>)
        return model_fault::row_map;
    else if constexpr (!input::Input<Input>)
        return model_fault::input;
    else if constexpr (!encoder::Encoder<Encoder>)
        return model_fault::encoder;
    else if constexpr (!pooling::Pooling<Pooling>)
        return model_fault::pooling;
    else if constexpr (!output::Output<Output>)
        return model_fault::output;
    else if constexpr (!loss::Loss<Loss>)
        return model_fault::loss;
    else if constexpr (!sampler::Sampler<Sampler>)
        return model_fault::sampler;
    else if constexpr (!head::Head<Head>)
        return model_fault::head;
    else if constexpr (!std::is_same_v<Head, head::none> && !head::ExposesRows<Encoder>)
        return model_fault::head_reads_nothing;
    else if constexpr (history::StatesFlags<Input> || history::StatesFlags<Encoder> || history::StatesFlags<Pooling> ||
                       loss::FormerSpelling<Loss> || sampler::states_uses_all<Sampler>)
        return model_fault::former;
    else if constexpr (!std::is_void_v<fault_of_packs<T, Input, Encoder, Pooling, Output, Head>>)
        return model_fault::fields;
    else if constexpr (!history::Stated<Input> || !history::Stated<Encoder> || !history::Stated<Pooling> || !history::Stated<Head>)
        return model_fault::history;
    else
        return fault_between<Input, Encoder, Pooling, Output, Loss, Sampler>();
}

/// A fault between policies; those of one policy are specialisations, in which the compiler names what the policy lacks.
template <model_fault Fault, class T, class Input, class Encoder, class Pooling, class Output, class Loss, class Sampler, class Head>
struct wrong_model {
    static_assert(Fault != model_fault::objective_declared_only,
                  "the objective that the loss or the sampler names is only declared: include \"nextclick/objective.hpp\"");
    static_assert(Fault != model_fault::by_cosine,
                  "outputs name a row map in place of by_cosine: using row_map = nextclick::table::unit_length;");
    static_assert(Fault != model_fault::streams,
                  "input::multi_stream and encoder::multi_stream belong together: the input needs a member for each stream");
    static_assert(Fault != model_fault::folded, "input::one_hot is folded into the first layer of the encoder, which must be recurrent");
    static_assert(Fault != model_fault::two_tables,
                  "output::tied: more than one member of the input has a table of items, so the shared one is ambiguous: use "
                  "output::separate, or an input with one input::embedding");
    static_assert(Fault != model_fault::no_table,
                  "output::tied shares the item table of the input: use input::embedding, or output::separate");
    static_assert(Fault != model_fault::softmax,
                  "this loss owns its softmax: the final activation of the output must be activation::linear");
    static_assert(Fault != model_fault::head_reads_nothing,
                  "a head reads the rows of an encoder within the model's encoder, which must expose them: use "
                  "encoder::attentive_decoder");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::form, T, I, E, P, O, L, S, H> {
    using form = typename std::conditional_t<WrongForm<I>, I, O>::form;
    static_assert(has_known_element<form>,
                  "what a table is stored in is no form: it has no element, or nextclick::stored is not specialised for that (see "
                  "core/stored.hpp)");
    static_assert(!has_known_element<form> || Form<form>,
                  "the form that a table is stored in lacks decode, encode or dtype in nextclick::stored of its element (see "
                  "core/stored.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::row_map, T, I, E, P, O, L, S, H> {
    static_assert(table::RowMap<output::row_map<O>>,
                  "the row map that the output names lacks what follows; its members are static (see table/row_map.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::input, T, I, E, P, O, L, S, H> {
    static_assert(input::Input<I>, "model: argument 1 is no input; it lacks what follows (see input/concept.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::encoder, T, I, E, P, O, L, S, H> {
    static_assert(encoder::Encoder<E>, "model: argument 2 is no encoder; it lacks what follows (see encoder/concept.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::pooling, T, I, E, P, O, L, S, H> {
    static_assert(pooling::Pooling<P>, "model: argument 3 is no pooling; it lacks what follows (see pooling/concept.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::output, T, I, E, P, O, L, S, H> {
    static_assert(output::Output<O>, "model: argument 4 is no output; it lacks what follows (see output/concept.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::loss, T, I, E, P, O, L, S, H> {
    static_assert(loss::Loss<L>, "model: argument 5 is no loss; it lacks what follows (see loss/concept.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::sampler, T, I, E, P, O, L, S, H> {
    static_assert(sampler::Sampler<S>, "model: argument 6 is no sampler; it lacks what follows (see sampler/concept.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::head, T, I, E, P, O, L, S, H> {
    static_assert(head::Head<H>, "model: argument 7 is no head; it lacks what follows (see head/concept.hpp)");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::former, T, I, E, P, O, L, S, H> : history::present_spelling<I>,
                                                                  history::present_spelling<E>,
                                                                  history::present_spelling<P>,
                                                                  loss::present_spelling<L>,
                                                                  sampler::present_spelling<S> {};

template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::objective, T, I, E, P, O, L, S, H> : objective::of<L, S>::template checks<L, S, O> {};

template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::history, T, I, E, P, O, L, S, H>
    : first_fault<history::fault<I>, history::fault<E>, history::fault<P>, history::unstated<H>> {};

template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::fields, T, I, E, P, O, L, S, H> : fault_of_packs<T, I, E, P, O, H> {};

/// The error message contains both widths, as template arguments of this type.
template <std::size_t QueryWidth, std::size_t TableWidth>
struct equal_widths {
    static_assert(QueryWidth == TableWidth,
                  "output::tied scores queries against the input's item table: make the encoder as wide as the "
                  "embedding, or use output::separate");
};
template <class T, class I, class E, class P, class O, class L, class S, class H>
struct wrong_model<model_fault::widths, T, I, E, P, O, L, S, H>
    : equal_widths<P{}.width(E{}.width(I{}.width())), input::width_of_items(I{})> {};

/// The base of a wrong model, whose static assertion words the fault: that of a part within a combination itself.
template <class T, class I, class E, class P, class O, class L, class S, class H>
using why_no_model = first_fault<why_no_policy<I>, why_no_policy<E>, why_no_policy<P>, why_no_policy<O>, why_no_policy<L>, why_no_policy<S>,
                                 why_no_policy<H>, wrong_model<fault_of<T, I, E, P, O, L, S, H>(), T, I, E, P, O, L, S, H>>;

}  // namespace detail

/// Policies that do not form a model. The compiler has reported why, and functions of models report nothing else.
template <class M>
concept WrongModel = requires { requires M::is_no_model; };
NEXTCLICK_END_NAMESPACE
