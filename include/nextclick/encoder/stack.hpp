// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "nextclick/encoder/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

/// Layers one after the other: y = last(... second(first(x))). The states of the layers lie side by side.
/// Parameters are named by position: "0.input", "1.weights".
template <Encoder First, Encoder... Rest>
struct stack;

namespace detail {
inline constexpr std::string_view digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};

template <class E>
inline constexpr bool starts_with_candidate_last = requires {
    requires E::candidate_last;
};

/// A layer, and what only recurrent ones are told and give back: the first of a chain.
template <class E, class P, class T, class Tape>
view<const T> forward_with(const E& e, const P& p, pass& run, const packed_steps& steps, view<const T> x, const lane_states<T>& states,
                           Tape& t, view<const T> context) {
    if constexpr (RecurrentLayers<E>)
        return e.forward(p, run, steps, x, states, t, context);
    else
        return e.forward(p, run, steps, x, states, t);
}
template <class E, class P, class G, class T, class Tape>
view<const T> backward_with(const E& e, const P& p, G& dp, pass& run, const packed_steps& steps, view<const T> dy, const Tape& t,
                            const lane_gradients<T>& to) {
    if constexpr (RecurrentLayers<E>)
        return e.backward(p, dp, run, steps, dy, t, to);
    else
        return e.backward(p, dp, run, steps, dy, t);
}

/// The layers from position I on, as a chain: compiles faster than a flat tuple walked by lambdas.
template <std::size_t I, class First, class... Rest>
struct chain {
    using rest_type = chain<I + 1, Rest...>;
    [[no_unique_address]] First first{};
    [[no_unique_address]] rest_type rest{};

    static constexpr history::need reads = history::of<First>() | rest_type::reads;
    static std::string name() { return First::name() + ", " + rest_type::name(); }
    static constexpr auto options() {
        return field_list{field<decltype(&chain::first)>{digits[I], &chain::first}, field<decltype(&chain::rest)>{"", &chain::rest}};
    }
    template <class S>
    struct parameters {
        typename First::template parameters<S> first;
        typename rest_type::template parameters<S> rest;
        static constexpr auto fields() {
            return field_list{field<decltype(&parameters::first)>{digits[I], &parameters::first},
                              field<decltype(&parameters::rest)>{"", &parameters::rest}};
        }
    };
    template <class T>
    struct tape {
        typename First::template tape<T> first;
        typename rest_type::template tape<T> rest;
        std::size_t middle;  // width between the two
    };

    constexpr std::size_t output_at(std::size_t in) const requires RecurrentLayers<First> && RecurrentLayers<rest_type> {
        return first.state_width(in) + rest.output_at(first.width(in));
    }
    constexpr std::size_t first_state_width() const requires RecurrentLayers<First> { return first.first_state_width(); }
    static constexpr bool candidate_last = starts_with_candidate_last<First>;
    constexpr std::size_t width(std::size_t in) const { return rest.width(first.width(in)); }
    constexpr std::size_t ahead(std::size_t in) const { return rest.ahead(first.width(in)); }
    constexpr std::size_t state_width(std::size_t in) const { return first.state_width(in) + rest.state_width(first.width(in)); }
    constexpr cost::layer cost(std::size_t in) const { return first.cost(in) + rest.cost(first.width(in)); }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        first.initialise(p.first, in, random.fork(I));
        rest.initialise(p.rest, first.width(in), random);
    }
    static constexpr std::size_t stream_count = encoder::stream_count<First>;
    constexpr auto folded_parts() const requires(stream_count > 0) { return first.folded_parts(); }
    constexpr std::size_t folded_width() const requires FoldsInput<First> { return first.folded_width(); }
    constexpr std::size_t folded_blocks() const requires FoldsOneHot<First> { return first.folded_blocks(); }
    template <class T>
    requires FoldsInput<First>
    void initialise_folded(parameters<values<T>>& p, random_stream random) const {
        first.initialise_folded(p.first, random.fork(I));
        rest.initialise(p.rest, first.width(0), random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x,
                          const lane_states<T>& states, tape<T>& t, std::type_identity_t<view<const T>> context = {}) const {
        const std::size_t own = first.state_width(x.cols), others = states.in.cols - own;
        const lane_states<T> own_states{states.in.columns(0, own), states.out.columns(0, own)};
        const view<const T> y = forward_with(first, p.first, run, steps, x, own_states, t.first, context);
        return rest.forward(p.rest, run, steps, y, lane_states<T>{states.in.columns(own, others), states.out.columns(own, others)}, t.rest);
    }
    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dy, const tape<T>& t, const std::type_identity_t<lane_gradients<T>>& to = {}) const {
        const view<const T> middle = rest.backward(p.rest, dp.rest, run, steps, dy, t.rest);
        return backward_with(first, p.first, dp.first, run, steps, middle, t.first, to);
    }
};

template <std::size_t I, class Last>
struct chain<I, Last> {
    [[no_unique_address]] Last first{};

    static constexpr history::need reads = history::of<Last>();
    static std::string name() { return Last::name(); }
    static constexpr auto options() { return field_list{field<decltype(&chain::first)>{digits[I], &chain::first}}; }
    template <class S>
    struct parameters {
        typename Last::template parameters<S> first;
        static constexpr auto fields() { return field_list{field<decltype(&parameters::first)>{digits[I], &parameters::first}}; }
    };
    template <class T>
    struct tape {
        typename Last::template tape<T> first;
    };

    constexpr std::size_t output_at(std::size_t in) const requires RecurrentLayers<Last> { return first.output_at(in); }
    constexpr std::size_t first_state_width() const requires RecurrentLayers<Last> { return first.first_state_width(); }
    static constexpr bool candidate_last = starts_with_candidate_last<Last>;
    constexpr std::size_t width(std::size_t in) const { return first.width(in); }
    constexpr std::size_t ahead(std::size_t in) const { return columns_ahead(first, in); }
    constexpr std::size_t state_width(std::size_t in) const { return first.state_width(in); }
    constexpr cost::layer cost(std::size_t in) const { return first.cost(in); }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        first.initialise(p.first, in, random.fork(I));
    }
    static constexpr std::size_t stream_count = encoder::stream_count<Last>;
    constexpr auto folded_parts() const requires(stream_count > 0) { return first.folded_parts(); }
    constexpr std::size_t folded_width() const requires FoldsInput<Last> { return first.folded_width(); }
    constexpr std::size_t folded_blocks() const requires FoldsOneHot<Last> { return first.folded_blocks(); }
    template <class T>
    requires FoldsInput<Last>
    void initialise_folded(parameters<values<T>>& p, random_stream random) const { first.initialise_folded(p.first, random.fork(I)); }
    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x,
                          const lane_states<T>& states, tape<T>& t, std::type_identity_t<view<const T>> context = {}) const {
        return forward_with(first, p.first, run, steps, x, states, t.first, context);
    }
    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dy, const tape<T>& t, const std::type_identity_t<lane_gradients<T>>& to = {}) const {
        return backward_with(first, p.first, dp.first, run, steps, dy, t.first, to);
    }
};
}  // namespace detail

template <Encoder First, Encoder... Rest>
struct stack : detail::chain<0, First, Rest...> {
    static_assert(sizeof...(Rest) < std::size(detail::digits), "encoder::stack: at most 12 layers");
    using base = detail::chain<0, First, Rest...>;

    constexpr stack() = default;
    /// Layers with options or dynamic widths, in order.
    constexpr explicit stack(First first, Rest... rest) { assign(static_cast<base&>(*this), first, rest...); }
    static std::string name() { return "stack<" + base::name() + ">"; }

private:
    template <class Chain, class Layer, class... Others>
    static constexpr void assign(Chain& chain, Layer layer, Others... others) {
        chain.first = layer;
        if constexpr (sizeof...(Others) > 0) assign(chain.rest, others...);
    }
};

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
