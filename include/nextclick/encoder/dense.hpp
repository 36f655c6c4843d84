// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/core/bias.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

// Of what is no activation.
template <std::size_t Units = dynamic, class Activation = activation::tanh, class Bias = biased>
struct dense : no_policy<activation::part_fault<Activation>, bias_fault<Bias>> {
    constexpr dense(const auto&...) { static_assert(sizeof(typename dense::why) > 0); }
};
/// A feed-forward layer y = f(x W + b), applied to each row.
/// shapes    weights (D, H), bias (1, H), or empty if unbiased; x (rows, D) in, y (rows, H) out.   cost  D·H multiply-adds a row
template <std::size_t Units, activation::Activation Activation, BiasFlag Bias>
struct dense<Units, Activation, Bias> {
    [[no_unique_address]] extent<Units> units{};
    [[no_unique_address]] Activation activation{};

    static constexpr history::need reads{};
    static std::string name() { return std::string("dense<") + Activation::name() + (Bias::value ? ">" : ", unbiased>"); }
    static constexpr auto options() { return field_list{field{"units", &dense::units}, field{"activation", &dense::activation}}; }

    template <class S>
    struct parameters {
        typename S::dense weights, bias;
        static constexpr auto fields() { return field_list{field{"weights", &parameters::weights}, field{"bias", &parameters::bias}}; }
    };
    template <class T>
    struct tape {
        view<const T> x;
        view<T> y;
    };

    constexpr std::size_t width(std::size_t) const { return units; }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr cost::layer cost(std::size_t in) const {
        return cost::product(in, units) + cost::layer{.dense = Bias::value ? std::size_t{units} : 0};
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        if (units == 0) throw argument_error("encoder::dense: units is 0; give the width of the layer");
        p.weights.resize(in, units);
        if constexpr (Bias::value) p.bias.resize(1, units);
        glorot_uniform(p.weights, random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps&, view<const T> x, const lane_states<T>&,
                          tape<T>& t) const {
        t = {x, run.memory.take<T>(x.rows, units)};
        if constexpr (Bias::value) {
            simd::product_plus(x, p.weights, std::span<const T>(p.bias.data), t.y, run.threads,
                               [this](std::span<T> part) { activation.forward(part); });
        } else {
            simd::product(x, p.weights, t.y, simd::write::overwrite, run.threads);
            for (std::size_t i = 0; i < t.y.rows; ++i) activation.forward(t.y.row(i));
        }
        return t.y;
    }

    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps&, view<const T> dy,
                           const tape<T>& t) const {
        const auto g = copied_rows<T>(run.memory, dy);
        for (std::size_t i = 0; i < g.rows; ++i) activation.backward(std::span<const T>(t.y.row(i)), g.row(i));
        if constexpr (Bias::value) add_up_rows<T>(g, dp.bias.row(0));
        simd::product_tn(t.x, g, view<T>(dp.weights), simd::write::accumulate, run.threads);
        auto dx = run.memory.take<T>(t.x.rows, t.x.cols);
        simd::product_nt(g, p.weights, dx, run.memory, simd::write::overwrite, run.threads);
        return dx;
    }
};
static_assert(Encoder<dense<8>> && Encoder<dense<8, activation::linear, unbiased>>);

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
