// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

// Of what is no activation.
template <std::size_t Units = dynamic, class Activation = activation::tanh>
struct gate : no_policy<activation::part_fault<Activation>> {
    constexpr gate(const auto&...) { static_assert(sizeof(typename gate::why) > 0); }
};
/// s = f(h_j W + b) . w: the score depends on the row alone, not on the query. Units 0: the width of the rows.
/// Source: RIB, f = tanh.
/// shapes    weights (H, A) = W, bias (1, A) = b, score (A, 1) = w.   cost  H·A + A multiply-adds a row, none a pair
template <std::size_t Units, activation::Activation Activation>
struct gate<Units, Activation> {
    [[no_unique_address]] extent<Units> units{};
    [[no_unique_address]] Activation activation{};

    static constexpr bool uses_mean = false;
    static std::string name() { return std::string("gate<") + Activation::name() + ">"; }
    static constexpr auto options() { return field_list{field{"units", &gate::units}, field{"activation", &gate::activation}}; }
    template <class S>
    struct parameters {
        typename S::dense weights, bias, score;
        static constexpr auto fields() {
            return field_list{field{"weights", &parameters::weights}, field{"bias", &parameters::bias}, field{"score", &parameters::score}};
        }
    };
    template <class T>
    struct tape {
        view<T> hidden;  // (rows, A) after f
    };

    constexpr cost::layer cost(std::size_t in, std::size_t) const {
        const std::size_t a = units_or(units, in);
        return cost::product(in, a) + cost::product(a, 1) + cost::layer{.dense = a};
    }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        const std::size_t a = units_or(units, in);
        p.weights.resize(in, a);
        p.bias.resize(1, a);
        p.score.resize(a, 1);
        glorot_uniform(p.weights, random.fork(1));
        glorot_uniform(p.score, random.fork(2));
    }

    template <class T>
    projected<const T> project(const parameters<values<T>>& p, pass& run, const sources<const T>& in, tape<T>& t) const {
        t.hidden = run.memory.take<T>(in.rows.rows, p.weights.cols);
        auto key = run.memory.take<T>(in.rows.rows, 1);
        simd::detail::count_work(t.hidden.size());  // the product with w
        share_rows(run, in.rows.rows, in.rows.size() * p.weights.cols, [&](pass&, std::size_t first, std::size_t n) {
            simd::product_plus(in.rows.block(first, n), p.weights, p.bias.row(0), t.hidden.block(first, n));
            for (std::size_t i = first; i < first + n; ++i) {
                activation.forward(t.hidden.row(i));
                key(i, 0) = simd::dot<simd::default_arch, T>(t.hidden.row(i), p.score.data);
            }
        });
        return {view<const T>(nullptr, in.query_rows.rows, 0), key};
    }
    template <class T>
    void project_backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const sources<const T>& in,
                          const tape<T>& t, const projected<const T>& up, const sources<T>& to) const {
        auto g = run.memory.take<T>(t.hidden.rows, t.hidden.cols);
        simd::detail::count_work(2 * g.size());
        share_rows(run, g.rows, 10 * g.size(), [&](pass&, std::size_t first, std::size_t n) {
            for (std::size_t i = first; i < first + n; ++i) {
                std::copy_n(p.score.data.data(), g.cols, g.row(i).data());
                simd::scale(up.key(i, 0), g.row(i));
                activation.backward(std::span<const T>(t.hidden.row(i)), g.row(i));
            }
        });
        for (std::size_t i = 0; i < g.rows; ++i) {
            simd::axpy<simd::default_arch, T>(up.key(i, 0), t.hidden.row(i), dp.score.data);
            simd::add<simd::default_arch, T>(g.row(i), dp.bias.row(0));
        }
        simd::product_tn(in.rows, g, view<T>(dp.weights), simd::write::accumulate, run.threads);
        simd::product_nt(g, p.weights, to.rows, run.memory, simd::write::accumulate, run.threads);
    }

    template <class P, class T>
    void scores(const P&, pass&, const tape<T>&, const tile<T>& of, view<T> out) const {
        for (std::size_t i = 0; i < out.rows; ++i)
            for (std::size_t j = 0; j < of.visible[i]; ++j) out(i, j) = of.key(j, 0);
    }
    template <class P, class T>
    void scores_backward(const P&, pass&, const tape<T>&, const tile<T>& of, view<const T> up, const tile_gradient<T>& to) const {
        for (std::size_t i = 0; i < up.rows; ++i)
            for (std::size_t j = 0; j < of.visible[i]; ++j) to.key(j, 0) += up(i, j);
    }
};
static_assert(Scoring<gate<8>>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
