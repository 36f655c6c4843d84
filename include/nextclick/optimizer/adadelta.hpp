// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/optimizer/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::optimizer {

/// a := decay a + (1-decay) g²; u = g sqrt(s + epsilon) / sqrt(a + epsilon); s := decay s + (1-decay) u²;
/// w := w - rate u. The rate of each weight is the ratio of two running roots; `rate` scales it.
/// Source: Zeiler 2012.
struct adadelta {
    double rate = 1;
    double decay = 0.95;
    double epsilon = 1e-6;
    double weight_decay = 0;  ///< decoupled: the weights shrink by rate x this in every step they take

    static std::string name() { return "adadelta"; }
    adadelta with_rate_factor(double f) const {
        adadelta o = *this;
        o.rate *= f;
        return o;
    }
    template <Parameters P>
    using state = moments<P>;

    template <Parameters P>
    void prepare(state<P>& s, const P& weights) const {
        detail::require_positive(name(), "rate", rate);
        detail::require_not_negative(name(), "weight_decay", weight_decay);
        detail::require_share(name(), "decay", decay);
        detail::require_positive(name(), "epsilon", epsilon);
        resize_like(s.first, weights);
        resize_like(s.second, weights);
    }
    template <Parameters P, Parameters G>
    void step(P& weights, const G& gradients, state<P>& s, const moment&, int threads) const {
        detail::step_all(
            *this, 2,
            [&]<class T>(std::span<T> w, std::span<const T> g, std::span<T> a, std::span<T> u) {
                simd::step_adadelta<simd::default_arch, T>(w, g, a, u, static_cast<T>(rate), static_cast<T>(decay),
                                                           static_cast<T>(epsilon),
                                                           static_cast<T>(1 - rate * weight_decay));
            },
            weights, gradients, s, threads);
    }
};
static_assert(Optimizer<adadelta>);

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer
