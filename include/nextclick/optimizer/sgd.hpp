// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/optimizer/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::optimizer {

/// w := (1 - rate decay) w - rate g; with momentum v := m v - rate g, w := ... + v (Nesterov's form on request).
struct sgd {
    double rate = 0.1;
    double momentum = 0;
    bool nesterov = false;
    double weight_decay = 0;  ///< decoupled: the weights shrink by rate x this in every step they take

    static std::string name() { return "sgd"; }
    sgd with_rate_factor(double f) const {
        sgd o = *this;
        o.rate *= f;
        return o;
    }
    template <Parameters P>
    using state = moments<P>;

    template <Parameters P>
    void prepare(state<P>& s, const P& weights) const {
        if (momentum != 0) resize_like(s.first, weights);
    }
    /// `when.step` counts from 0. No allocation.
    template <Parameters P, Parameters G>
    void step(P& weights, const G& gradients, state<P>& s, const moment& when, int threads) const {
        (void)when;
        detail::step_all(
            [&]<class T>(std::span<T> w, std::span<const T> g, std::span<T> a, std::span<T> b) {
                const T lr = static_cast<T>(rate), shrink = static_cast<T>(1 - rate * weight_decay);
                if (a.empty())
                    simd::step_sgd<simd::default_arch, T>(w, g, lr, shrink);
                else
                    simd::step_sgd_momentum<simd::default_arch, T>(w, g, a, lr, static_cast<T>(momentum), nesterov,
                                                                   shrink);
                (void)b;
            },
            weights, gradients, s, threads);
    }
};
static_assert(Optimizer<sgd>);

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer
