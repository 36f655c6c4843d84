// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <utility>

#include "nextclick/optimizer/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::optimizer {

/// Scales gradients down before another optimiser sees them: each tensor to `tensor_norm`, then all together to
/// `global_norm` (Euclidean norms; 0 = no limit). Touched rows of a table count, the others are zero.
template <Optimizer Inner>
struct clipped {
    Inner inner{};
    double global_norm = 0;
    double tensor_norm = 0;

    static std::string name() { return "clipped<" + Inner::name() + ">"; }
    clipped with_rate_factor(double f) const { return {inner.with_rate_factor(f), global_norm, tensor_norm}; }
    template <Parameters P>
    using state = typename Inner::template state<P>;

    template <Parameters P>
    void prepare(state<P>& s, const P& weights) const {
        inner.prepare(s, weights);
    }
    /// Changes the gradients in place.
    template <Parameters P, Parameters G>
    void step(P& weights, G& gradients, state<P>& s, const moment& when, int threads) const {
        double total = 0;
        for_each_parameter(
            [&](std::string_view, auto& g) {
                double squares = norm_squared(g);
                if (tensor_norm > 0 && squares > tensor_norm * tensor_norm) {
                    scale(g, tensor_norm / std::sqrt(squares));
                    squares = tensor_norm * tensor_norm;
                }
                total += squares;
            },
            gradients);
        if (global_norm > 0 && total > global_norm * global_norm)
            for_each_parameter([&](std::string_view, auto& g) { scale(g, global_norm / std::sqrt(total)); }, gradients);
        inner.step(weights, gradients, s, when, threads);
    }

private:
    template <class G>
    static double norm_squared(const G& g) {
        using T = typename std::remove_cvref_t<decltype(g.data)>::value_type;
        return static_cast<double>(simd::sum_squares(std::span<const T>(g.data)));
    }
    template <class G>
    static void scale(G& g, double factor) {
        using T = typename std::remove_cvref_t<decltype(g.data)>::value_type;
        simd::scale(static_cast<T>(factor), std::span<T>(g.data));
    }
};

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer
