// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>

#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

// Of what is no optimiser.
template <class Inner>
struct regularised : no_policy<part_fault<Inner>> {
    constexpr regularised(const auto&...) { static_assert(sizeof(typename regularised::why) > 0); }
};
/// Coupled L2: adds l2 x weight to the gradient before another optimiser applies it, as if the loss contained l2/2 |w|². Other
/// libraries call this the weight decay of SGD and Adam (SR-GNN trains so); the `weight_decay` of our optimisers is
/// the decoupled one. Of a table only touched rows are regularised.
/// clipped<regularised<adam>> clips the gradient of the loss alone, regularised<clipped<adam>> its sum with the L2 term.
template <Optimizer Inner>
struct regularised<Inner> {
    Inner inner{};
    double l2 = 1e-5;

    static std::string name() { return "regularised<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &regularised::inner}, field{"l2", &regularised::l2}}; }
    regularised with_rate_factor(double f) const { return {inner.with_rate_factor(f), l2}; }
    template <Parameters P>
    using state = typename Inner::template state<P>;

    template <class State, Parameters P>
    void prepare(State& s, const P& weights) const {
        detail::require_not_negative(name(), "l2", l2);
        inner.prepare(s, weights);
    }
    /// Around an optimiser that processes whole tensors (clipped), changes the gradients in place.
    template <class State, Parameters P, Parameters G>
    void step(P& weights, G& gradients, State& s, const step_position& when, int threads) const {
        if constexpr (RowLocal<Inner>) {
            detail::step_all(*this, when, weights, gradients, s, threads);
        } else {
            for_each_parameter(
                [&](std::string_view, const auto& w, auto& g) {
                    detail::for_each_part(
                        [&]<class T>(std::span<const T> weight, std::span<T> gradient) {
                            simd::axpy<simd::default_arch, T>(static_cast<T>(l2), weight, gradient);
                        },
                        threads, detail::rounding_of(when.step), w, g);
                },
                std::as_const(weights), gradients);
            inner.step(weights, gradients, s, when, threads);
        }
    }
    std::size_t packs() const requires RowLocal<Inner> { return inner.packs(); }
    template <class T>
    auto rule(const step_position& when) const requires RowLocal<Inner> {
        return [factor = static_cast<T>(l2), inner_rule = inner.template rule<T>(when)](std::span<T> w, std::span<const T> g,
                                                                                        std::span<T> first, std::span<T> second) {
            constexpr std::size_t block = 256;
            alignas(cache_line) T sum[block];
            for (std::size_t i = 0; i < w.size(); i += block) {
                const std::size_t n = std::min(block, w.size() - i);
                std::copy_n(g.data() + i, n, sum);
                simd::axpy<simd::default_arch, T>(factor, w.subspan(i, n), std::span<T>(sum, n));
                inner_rule(w.subspan(i, n), std::span<const T>(sum, n), detail::part(first, i, n), detail::part(second, i, n));
            }
        };
    }
};
template <class Inner>
regularised(Inner, double = 0) -> regularised<Inner>;

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
