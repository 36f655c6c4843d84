// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// Poolings side by side: q = [first(h); second(h); ...]. Parameters are named by position: "0.query", "1.weights".
template <Pooling First, Pooling... Rest>
struct join;

namespace detail {
inline constexpr std::string_view digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};

/// The poolings from position I on, as a chain.
template <std::size_t I, class... Poolings>
struct beside {  // behind the last
    static constexpr history::need reads{};
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};
    static std::string name() { return {}; }
    constexpr std::size_t width(std::size_t) const { return 0; }
    constexpr cost::layer cost(std::size_t, std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t, random_stream) const {}
    template <class T>
    void forward(const no_parameters&, pass&, const packed_steps&, view<const T>, view<T>, tape<T>&) const {}
    template <class T>
    void backward(const no_parameters&, no_parameters&, pass&, const packed_steps&, view<const T>, view<T>, const tape<T>&) const {}
};
template <std::size_t I, class First, class... Rest>
struct beside<I, First, Rest...> {
    using rest_type = beside<I + 1, Rest...>;
    [[no_unique_address]] First first{};
    [[no_unique_address]] rest_type rest{};

    static constexpr history::need reads = history::of<First>() | rest_type::reads;
    static std::string name() { return First::name() + (sizeof...(Rest) > 0 ? ", " : "") + rest_type::name(); }
    static constexpr auto options() {
        return field_list{field<decltype(&beside::first)>{digits[I], &beside::first}, field<decltype(&beside::rest)>{"", &beside::rest}};
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
    };

    constexpr std::size_t width(std::size_t in) const { return first.width(in) + rest.width(in); }
    constexpr cost::layer cost(std::size_t in, std::size_t keys) const { return cost_of_rows(first, in, keys) + rest.cost(in, keys); }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        first.initialise(p.first, in, random.fork(I));
        rest.initialise(p.rest, in, random);
    }
    /// Fills the columns of q from the first pooling's on; the way back adds to dh.
    template <class T>
    void forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> h, view<T> q, tape<T>& t) const {
        const view<const T> own = first.forward(p.first, run, steps, h, t.first);
        copy_rows<T>(own, q.columns(0, own.cols));
        rest.forward(p.rest, run, steps, h, q.columns(own.cols, q.cols - own.cols), t.rest);
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps, view<const T> dq,
                  view<T> dh, const tape<T>& t) const {
        const std::size_t own = first.width(dh.cols);
        const view<const T> d = first.backward(p.first, dp.first, run, steps, dq.columns(0, own), t.first);
        for (std::size_t i = 0; i < dh.rows; ++i) simd::add(d.row(i), dh.row(i));
        rest.backward(p.rest, dp.rest, run, steps, dq.columns(own, dq.cols - own), dh, t.rest);
    }
};
}  // namespace detail

template <Pooling First, Pooling... Rest>
struct join : detail::beside<0, First, Rest...> {
    static_assert(sizeof...(Rest) < std::size(detail::digits), "pooling::join: at most 12 poolings");
    using base = detail::beside<0, First, Rest...>;

    constexpr join() = default;
    /// Poolings with options or dynamic widths, in order.
    constexpr explicit join(First first, Rest... rest) { assign(static_cast<base&>(*this), first, rest...); }
    static std::string name() { return "join<" + base::name() + ">"; }

    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const { return base::cost(in, keys); }
    template <class P, class T, class Tape>
    view<const T> forward(const P& p, pass& run, const packed_steps& steps, view<const T> h, Tape& t) const {
        auto q = run.memory.take<T>(steps.queries(), this->width(h.cols));
        t.in = h.cols;
        base::forward(p, run, steps, h, q, t.parts);
        return q;
    }
    template <class P, class G, class T, class Tape>
    view<const T> backward(const P& p, G& dp, pass& run, const packed_steps& steps, view<const T> dq, const Tape& t) const {
        auto dh = run.memory.take_zeros<T>(steps.rows(), t.in);
        base::backward(p, dp, run, steps, dq, dh, t.parts);
        return dh;
    }
    template <class T>
    struct tape {
        typename base::template tape<T> parts;
        std::size_t in;  // width of h
    };

private:
    template <class Chain, class Pool, class... Others>
    static constexpr void assign(Chain& chain, Pool pool, Others... others) {
        chain.first = pool;
        if constexpr (sizeof...(Others) > 0) assign(chain.rest, others...);
    }
};
static_assert(Pooling<join<last, last>>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
