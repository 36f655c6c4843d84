// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// a := a + g²; w := w - rate g / sqrt(a + epsilon), epsilon inside the root; with momentum v := m v - that, w := w +
/// v. Source: Duchi, Hazan & Singer 2011, in the form of GRU4Rec (which calls its classical momentum Nesterov's).
/// memory    one pack, two with momentum
struct adagrad {
    double rate = 0.05;
    double momentum = 0;
    double epsilon = 1e-6;
    double weight_decay = 0;  ///< decoupled: the weights shrink by rate x this in every step that updates them

    static std::string name() { return "adagrad"; }
    static constexpr auto options() {
        return field_list{field{"rate", &adagrad::rate}, field{"momentum", &adagrad::momentum}, field{"epsilon", &adagrad::epsilon},
                          field{"weight_decay", &adagrad::weight_decay}};
    }
    adagrad with_rate_factor(double f) const { return detail::with_rate_factor(*this, f); }
    template <Parameters P>
    using state = moment_packs<P>;
    std::size_t packs() const { return momentum != 0 ? 2 : 1; }

    template <class State, Parameters P>
    void prepare(State& s, const P& weights) const {
        detail::require_rates(*this);
        detail::require_share(name(), "momentum", momentum);
        detail::require_positive(name(), "epsilon", epsilon);
        detail::make_moments(*this, s, weights);
    }
    template <class T>
    auto rule(const step_position&) const {
        const T lr = static_cast<T>(rate), eps = static_cast<T>(epsilon), m = static_cast<T>(momentum);
        const T keep = detail::kept_share<T>(*this);
        return [=](std::span<T> w, std::span<const T> g, std::span<T> a, std::span<T> v) {
            if (m == T(0))
                simd::step_adagrad<simd::default_arch, T>(w, g, a, lr, eps, keep);
            else
                simd::step_adagrad_momentum<simd::default_arch, T>(w, g, a, v, lr, eps, m, keep);
        };
    }
    template <class State, Parameters P, Parameters G>
    void step(P& weights, const G& gradients, State& s, const step_position& when, int threads) const {
        detail::step_all(*this, when, weights, gradients, s, threads);
    }
};
static_assert(RowLocal<adagrad>);

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
