// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/core/bias.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/initialise.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

// Of what is no pooling, or no activation.
template <class Inner, std::size_t Units = dynamic, class Activation = activation::tanh, class Bias = biased>
struct dense : no_policy<part_fault<Inner>, activation::part_fault<Activation>, bias_fault<Bias>> {
    constexpr dense(const auto&...) { static_assert(sizeof(typename dense::why) > 0); }
};
/// A feed-forward layer on the output of another pooling: q = f(inner(h) W + b). Linear and unbiased it is NARM's bilinear
/// decoder, `dense<join<last, attend<...>>, D, activation::linear, unbiased>`: scores q B^T against the item table.
/// shapes    weights (width of inner, D), bias (1, D) if biased.   cost  one product, for queries only
template <Combinable Inner, std::size_t Units, activation::Activation Activation, BiasFlag Bias>
struct dense<Inner, Units, Activation, Bias> {
    [[no_unique_address]] Inner inner{};
    [[no_unique_address]] extent<Units> units{};
    [[no_unique_address]] Activation activation{};

    static constexpr history::need reads = history::of<Inner>();
    static std::string name() { return "dense<" + Inner::name() + ", " + Activation::name() + (Bias::value ? ", biased>" : ">"); }
    static constexpr auto options() {
        return field_list{field{"inner", &dense::inner}, field{"units", &dense::units}, field{"activation", &dense::activation}};
    }
    template <class S>
    struct parameters {
        typename Inner::template parameters<S> inner;
        typename S::dense weights, bias;
        static constexpr auto fields() {
            return field_list{field{"inner", &parameters::inner}, field{"weights", &parameters::weights}, field{"bias", &parameters::bias}};
        }
    };
    template <class T>
    struct tape {
        typename Inner::template tape<T> inner;
        view<const T> x;
        view<T> y;
    };

    constexpr std::size_t width(std::size_t) const { return units; }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const {
        return cost::of_row(inner, in, keys) + cost::product(inner.width(in), units) +
               cost::layer{.dense = Bias::value ? std::size_t{units} : 0};
    }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        if (units == 0) throw argument_error("pooling::dense: units is 0; give the width of the layer");
        inner.initialise(p.inner, in, random.fork(1));
        p.weights.resize(inner.width(in), units);
        if constexpr (Bias::value) p.bias.resize(1, units);
        glorot_uniform(p.weights, random.fork(2));
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> h, tape<T>& t) const {
        t.x = inner.forward(p.inner, run, steps, h, t.inner);
        t.y = run.memory.take<T>(t.x.rows, units);
        if constexpr (Bias::value)
            simd::product_plus(t.x, p.weights, p.bias.row(0), t.y, run.threads);
        else
            simd::product(t.x, p.weights, t.y, simd::write::overwrite, run.threads);
        for (std::size_t i = 0; i < t.y.rows; ++i) activation.forward(t.y.row(i));
        return t.y;
    }
    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dq, const tape<T>& t) const {
        const auto g = copied_rows<T>(run.memory, dq);
        for (std::size_t i = 0; i < g.rows; ++i) activation.backward(std::span<const T>(t.y.row(i)), g.row(i));
        if constexpr (Bias::value) add_up_rows<T>(g, dp.bias.row(0));
        simd::product_tn(t.x, g, view<T>(dp.weights), simd::write::accumulate, run.threads);
        auto dx = run.memory.take<T>(t.x.rows, t.x.cols);
        simd::product_nt(g, p.weights, dx, run.memory, simd::write::overwrite, run.threads);
        return inner.backward(p.inner, dp.inner, run, steps, view<const T>(dx), t.inner);
    }
};
static_assert(Pooling<dense<last, 8>>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
