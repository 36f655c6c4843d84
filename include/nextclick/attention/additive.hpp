// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/attention/additive_pairs.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

// Of what is no activation.
template <std::size_t Units = dynamic, class Activation = activation::sigmoid>
struct additive : no_policy<activation::lane_wise_fault<Activation>> {
    constexpr additive(const auto&...) { static_assert(sizeof(typename additive::why) > 0); }
};
/// s = v . f(h_t A1 + h_j A2), without a bias. Units 0: the width of the rows. Source: NARM, whose code has
/// f = hard_sigmoid; with f = tanh Bahdanau et al. 2015.
/// shapes    query (H, A) = A1, key (H, A) = A2, score (1, A) = v.   cost  2·H·A multiply-adds a row, A a pair
template <std::size_t Units, activation::LaneWise Activation>
struct additive<Units, Activation> : additive_pairs<Activation> {
    [[no_unique_address]] extent<Units> units{};

    constexpr additive() = default;
    constexpr explicit additive(extent<Units> n) : units(n) {}

    static constexpr bool uses_mean = false;
    static std::string name() { return std::string("additive<") + Activation::name() + ">"; }
    static constexpr auto options() { return field_list{field{"units", &additive::units}}; }
    template <class S>
    struct parameters {
        typename S::dense query, key, score;
        static constexpr auto fields() {
            return field_list{field{"query", &parameters::query}, field{"key", &parameters::key}, field{"score", &parameters::score}};
        }
    };
    template <class T>
    struct tape : additive_pairs<Activation>::form {};

    constexpr cost::layer cost(std::size_t in, std::size_t keys) const {
        const std::size_t a = units_or(units, in);
        return cost::product(in, 2 * a) + cost::layer{.dense = a} + this->pair_cost(a, keys);
    }
    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        const std::size_t a = units_or(units, in);
        p.query.resize(in, a);
        p.key.resize(in, a);
        p.score.resize(1, a);
        glorot_uniform(p.query, random.fork(1));
        glorot_uniform(p.key, random.fork(2));
        glorot_uniform(p.score, random.fork(3));
    }

    template <class T>
    projected<const T> project(const parameters<values<T>>& p, pass& run, const sources<const T>& in, tape<T>& t) const {
        auto q = run.memory.take<T>(in.query_rows.rows, p.query.cols), k = run.memory.take<T>(in.rows.rows, p.key.cols);
        simd::product(in.query_rows, p.query, q, simd::write::overwrite, run.threads);
        simd::product(in.rows, p.key, k, simd::write::overwrite, run.threads);
        return this->prepared(run, q, k, t);
    }
    template <class T>
    void project_backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const sources<const T>& in,
                          const tape<T>&, const projected<const T>& up, const sources<T>& to) const {
        simd::product_tn(in.query_rows, up.query, view<T>(dp.query), simd::write::accumulate, run.threads);
        simd::product_tn(in.rows, up.key, view<T>(dp.key), simd::write::accumulate, run.threads);
        simd::product_nt(up.query, p.query, to.query_rows, run.memory, simd::write::accumulate, run.threads);
        simd::product_nt(up.key, p.key, to.rows, run.memory, simd::write::accumulate, run.threads);
    }
};
static_assert(Scoring<additive<8>> && HasShared<additive<>> && Scoring<additive<8, activation::hard_sigmoid>>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
