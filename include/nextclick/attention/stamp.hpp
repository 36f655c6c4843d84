// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/attention/additive_pairs.hpp"
#include "nextclick/core/bias.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

// Of what is no activation.
template <std::size_t Units = dynamic, class Bias = biased, class Activation = activation::sigmoid>
struct stamp : no_policy<bias_fault<Bias>, activation::lane_wise_fault<Activation>> {
    constexpr stamp(const auto&...) { static_assert(sizeof(typename stamp::why) > 0); }
};
/// s = w0 . f(x_j W1 + x_t W2 + ms W3 + ba), ms the mean of the lane up to t. Units 0: the width of the rows.
/// Source: STAMP, whose code has no bias; RecBole has it. The code also adds ms to the pooled row: pooling::plus_mean.
/// shapes    key (H, A) = W1, query (H, A) = W2, mean (H, A) = W3, bias (1, A) = ba if biased, score (1, A) = w0
/// cost      3·H·A multiply-adds a row, A a pair
template <std::size_t Units, BiasFlag Bias, activation::LaneWise Activation>
struct stamp<Units, Bias, Activation> : additive_pairs<Activation> {
    [[no_unique_address]] extent<Units> units{};

    constexpr stamp() = default;
    constexpr explicit stamp(extent<Units> n) : units(n) {}

    static constexpr bool uses_mean = true;
    static std::string name() { return std::string("stamp<") + (Bias::value ? "biased, " : "") + Activation::name() + ">"; }
    static constexpr auto options() { return field_list{field{"units", &stamp::units}}; }
    template <class S>
    struct parameters {
        typename S::dense key, query, mean, bias, score;
        static constexpr auto fields() {
            return field_list{field{"key", &parameters::key}, field{"query", &parameters::query}, field{"mean", &parameters::mean},
                              field{"bias", &parameters::bias}, field{"score", &parameters::score}};
        }
    };
    template <class T>
    struct tape : additive_pairs<Activation>::form {};

    constexpr cost::layer cost(std::size_t in, std::size_t keys) const {
        const std::size_t a = units_or(units, in);
        return cost::product(in, 3 * a) + cost::layer{.dense = Bias::value ? 2 * a : a} + this->pair_cost(a, keys);
    }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        const std::size_t a = units_or(units, in);
        std::uint64_t site = 0;
        for (auto* w : {&p.key, &p.query, &p.mean, &p.score}) {
            w->resize(w == &p.score ? 1 : in, a);
            glorot_uniform(*w, random.fork(++site));
        }
        if constexpr (Bias::value) p.bias.resize(1, a);
    }

    template <class T>
    projected<const T> project(const parameters<values<T>>& p, pass& run, const sources<const T>& in, tape<T>& t) const {
        auto q = run.memory.take<T>(in.query_rows.rows, p.query.cols), k = run.memory.take<T>(in.rows.rows, p.key.cols);
        if constexpr (Bias::value)
            simd::product_plus(in.query_rows, p.query, p.bias.row(0), q, run.threads);
        else
            simd::product(in.query_rows, p.query, q, simd::write::overwrite, run.threads);
        simd::product(in.mean, p.mean, q, simd::write::accumulate, run.threads);
        simd::product(in.rows, p.key, k, simd::write::overwrite, run.threads);
        return this->prepared(run, q, k, t);
    }
    template <class T>
    void project_backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const sources<const T>& in,
                          const tape<T>&, const projected<const T>& up, const sources<T>& to) const {
        if constexpr (Bias::value) add_up_rows<T>(up.query, dp.bias.row(0));
        simd::product_tn(in.rows, up.key, view<T>(dp.key), simd::write::accumulate, run.threads);
        simd::product_tn(in.query_rows, up.query, view<T>(dp.query), simd::write::accumulate, run.threads);
        simd::product_tn(in.mean, up.query, view<T>(dp.mean), simd::write::accumulate, run.threads);
        simd::product_nt(up.key, p.key, to.rows, run.memory, simd::write::accumulate, run.threads);
        simd::product_nt(up.query, p.query, to.query_rows, run.memory, simd::write::accumulate, run.threads);
        simd::product_nt(up.query, p.mean, to.mean, run.memory, simd::write::accumulate, run.threads);
    }
};
static_assert(Scoring<stamp<8>> && Scoring<stamp<8, unbiased>>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
