// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// s = q . k: products of a tile's queries and keys.
struct dot_pairs {
    template <class P, class Tape, class T>
    void scores(const P&, pass& local, const Tape&, const tile<T>& of, view<T> out) const {
        simd::product_nt(of.query, of.key, out, local.memory);
    }
    template <class P, class Tape, class T>
    void scores_backward(const P&, pass&, const Tape&, const tile<T>& of, view<const T> up, const tile_gradient<T>& to) const {
        simd::product(up, of.key, to.query, simd::write::accumulate);
        simd::product_tn(up, of.query, to.key, simd::write::accumulate);
    }
};

/// s = h_t . h_j. No parameters.   cost  H multiply-adds a pair
struct dot : of_rows, dot_pairs {
    static std::string name() { return "dot"; }
    constexpr cost::layer cost(std::size_t in, std::size_t keys) const { return {.forward = keys * in, .backward = 2 * keys * in}; }
};
static_assert(Scoring<dot>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
