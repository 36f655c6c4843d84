// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <utility>

#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

// Of what is no optimiser.
template <class Inner>
struct clipped : no_policy<part_fault<Inner>> {
    constexpr clipped(const auto&...) { static_assert(sizeof(typename clipped::why) > 0); }
};
/// Scales gradients down before another optimiser applies them: each tensor to `tensor_norm`, then all together to
/// `global_norm` (Euclidean norms; 0 = no limit). Only touched rows of a table contribute, since the others are zero.
template <Optimizer Inner>
struct clipped<Inner> {
    Inner inner{};
    double global_norm = 0;
    double tensor_norm = 0;

    static std::string name() { return "clipped<" + Inner::name() + ">"; }
    static constexpr auto options() {
        return field_list{field{"inner", &clipped::inner}, field{"global_norm", &clipped::global_norm},
                          field{"tensor_norm", &clipped::tensor_norm}};
    }
    clipped with_rate_factor(double f) const { return {inner.with_rate_factor(f), global_norm, tensor_norm}; }
    template <Parameters P>
    using state = typename Inner::template state<P>;

    template <class State, Parameters P>
    void prepare(State& s, const P& weights) const {
        detail::require_not_negative(name(), "global_norm", global_norm);
        detail::require_not_negative(name(), "tensor_norm", tensor_norm);
        inner.prepare(s, weights);
    }
    /// Changes the gradients in place.
    template <class State, Parameters P, Parameters G>
    void step(P& weights, G& gradients, State& s, const step_position& when, int threads) const {
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
    /// Sums blocks in the type of the gradient, and their total in double.
    template <class G>
    static double norm_squared(const G& g) {
        using T = typename std::remove_cvref_t<decltype(g.data)>::value_type;
        const std::span<const T> all(g.data);
        double total = 0;
        for (std::size_t i = 0; i < all.size(); i += detail::dense_block)
            total += static_cast<double>(simd::sum_squares(all.subspan(i, std::min(detail::dense_block, all.size() - i))));
        if (std::isfinite(total)) return total;
        // A square may overflow T exactly when clipping is needed: recompute in double.
        total = 0;
        for (const T x : all) total += static_cast<double>(x) * static_cast<double>(x);
        return total;
    }
    template <class G>
    static void scale(G& g, double factor) {
        using T = typename std::remove_cvref_t<decltype(g.data)>::value_type;
        simd::scale(static_cast<T>(factor), std::span<T>(g.data));
    }
};
template <class Inner>
clipped(Inner, double = 0, double = 0) -> clipped<Inner>;

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
