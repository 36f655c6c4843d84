// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include "nextclick/core/members.hpp"
#include "nextclick/encoder/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

// For layers one of which is not an encoder: reports it.
template <class... Layers>
struct stack : no_policy<part_fault<Layers>...> {
    constexpr stack(const auto&...) { static_assert(sizeof(typename stack::why) > 0); }
};
/// Layers in sequence: y = last(... second(first(x))). The states of the layers are concatenated.
/// Parameters are named by position: "0.input", "1.weights". A folded input, the context of lanes, and the `lane_gradients` of an
/// enclosing encoder belong to the first layer.
template <Combinable First, Combinable... Rest>
struct stack<First, Rest...> : member_list<First, Rest...> {
    using base = member_list<First, Rest...>;
    static constexpr std::size_t stream_count = encoder::stream_count<First>;
    static constexpr bool last_gate_is_candidate = requires { requires First::last_gate_is_candidate; };

    constexpr stack() = default;
    /// Layers with options or dynamic widths, in order.
    constexpr explicit stack(First first, Rest... rest) : base(std::move(first), std::move(rest)...) {}
    static std::string name() { return "stack<" + base::name() + ">"; }

    constexpr std::size_t width(std::size_t in) const {
        base::each([&](const auto& layer) { in = layer.width(in); }, *this);
        return in;
    }
    constexpr std::size_t forward_columns(std::size_t in) const {
        std::size_t columns = in;
        base::each([&](const auto& layer) { columns = forward_columns_of(layer, std::exchange(in, layer.width(in))); }, *this);
        return columns;
    }
    constexpr std::size_t state_width(std::size_t in) const {
        return this->total(std::size_t{0}, [&](const auto& layer) { return layer.state_width(std::exchange(in, layer.width(in))); });
    }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const {
        return this->total(cost::layer{}, [&](const auto& layer) { return cost::of_row(layer, std::exchange(in, layer.width(in)), keys); });
    }
    constexpr std::size_t output_at(std::size_t in) const requires RecurrentLayers<First> && (RecurrentLayers<Rest> && ...) {
        std::size_t at = 0, begin = 0;
        base::each(
            [&](const auto& layer) {
                at = begin + layer.output_at(in);
                begin += layer.state_width(in);
                in = layer.width(in);
            },
            *this);
        return at;
    }
    constexpr std::size_t first_state_width() const requires RecurrentLayers<First> { return this->first.first_state_width(); }
    constexpr auto folded_parts() const requires(stream_count > 0) { return this->first.folded_parts(); }
    constexpr std::size_t folded_width() const requires FoldsInput<First> { return this->first.folded_width(); }
    constexpr std::size_t folded_blocks() const requires FoldsOneHot<First> { return this->first.folded_blocks(); }

    template <class P>
    void initialise(P& p, std::size_t in, random_stream random) const {
        this->first.initialise(p.first, in, random.fork(0));
        initialise_rest(p, this->first.width(in), random);
    }
    template <class P>
    requires FoldsInput<First> void initialise_folded(P& p, random_stream random) const {
        this->first.initialise_folded(p.first, random.fork(0));
        initialise_rest(p, this->first.width(0), random);
    }

    template <class T>
    view<const T> forward(const typename base::template parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x,
                          const lane_states<T>& states, typename base::template tape<T>& t,
                          std::type_identity_t<view<const T>> context = {}) const {
        view<const T> y = x;
        std::size_t at = 0;
        const auto forward = [&](const auto& layer, const auto& own, auto& own_tape, const auto&... given) {
            const std::size_t width = layer.state_width(y.cols);
            const lane_states<T> of_layer{states.in.col_block(at, width), states.out.col_block(at, width)};
            y = layer.forward(own, run, steps, y, of_layer, own_tape, given...);
            at += width;
        };
        if constexpr (RecurrentLayers<First>)
            forward(this->first, p.first, t.first, context);
        else
            forward(this->first, p.first, t.first);
        base::rest_type::each(forward, this->rest, p.rest, t.rest);
        return y;
    }
    template <class T>
    view<const T> backward(const typename base::template parameters<values<T>>& p, typename base::template parameters<gradients<T>>& dp,
                           pass& run, const packed_steps& steps, view<const T> dy, const typename base::template tape<T>& t,
                           const std::type_identity_t<lane_gradients<T>>& to = {}) const {
        view<const T> d = dy;
        const auto backward = [&](const auto& layer, const auto& own, auto& d_own, const auto& own_tape, const auto&... wanted) {
            d = layer.backward(own, d_own, run, steps, d, own_tape, wanted...);
        };
        base::rest_type::each_backwards(backward, this->rest, p.rest, dp.rest, t.rest);
        if constexpr (RecurrentLayers<First>)
            backward(this->first, p.first, dp.first, t.first, to);
        else
            backward(this->first, p.first, dp.first, t.first);
        return d;
    }

private:
    template <class P>
    void initialise_rest(P& p, std::size_t in, random_stream random) const {
        std::size_t i = 1;
        base::rest_type::each(
            [&](const auto& layer, auto& own) { layer.initialise(own, std::exchange(in, layer.width(in)), random.fork(i++)); }, this->rest,
            p.rest);
    }
};

template <class... Layers>
stack(Layers...) -> stack<Layers...>;

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
