// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/attention/dot.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// s = (h_t W) . h_j.
/// shapes    query (H, H) = W.   cost  H² multiply-adds a query, H a pair
struct bilinear : dot_pairs {
    static constexpr bool uses_mean = false;
    static std::string name() { return "bilinear"; }
    template <class S>
    struct parameters {
        typename S::dense query;
        static constexpr auto fields() { return field_list{field{"query", &parameters::query}}; }
    };
    template <class T>
    struct tape {};
    constexpr cost::layer cost(std::size_t in, std::size_t keys) const { return cost::product(in, in) + dot{}.cost(in, keys); }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        p.query.resize(in, in);
        glorot_uniform(p.query, random);
    }
    template <class T>
    projected<const T> project(const parameters<values<T>>& p, pass& run, const sources<const T>& in, tape<T>&) const {
        auto q = run.memory.take<T>(in.query_rows.rows, in.query_rows.cols);
        simd::product(in.query_rows, p.query, q, simd::write::overwrite, run.threads);
        return {q, in.rows};
    }
    template <class T>
    void project_backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const sources<const T>& in,
                          const tape<T>&, const projected<const T>& up, const sources<T>& to) const {
        simd::product_tn(in.query_rows, up.query, view<T>(dp.query), simd::write::accumulate, run.threads);
        simd::product_nt(up.query, p.query, to.query_rows, run.memory, simd::write::accumulate, run.threads);
    }
};
static_assert(Scoring<bilinear>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
