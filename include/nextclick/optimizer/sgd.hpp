// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// w := w - rate g; with momentum v := m v - rate g and w := w + v, or in Nesterov's form w := w + m v - rate g.
struct sgd {
    double rate = 0.1;
    double momentum = 0;
    bool nesterov = false;    ///< needs momentum
    double weight_decay = 0;  ///< decoupled: the weights shrink by rate x this in every step that updates them

    static std::string name() { return "sgd"; }
    static constexpr auto options() {
        return field_list{field{"rate", &sgd::rate}, field{"momentum", &sgd::momentum}, field{"nesterov", &sgd::nesterov},
                          field{"weight_decay", &sgd::weight_decay}};
    }
    sgd with_rate_factor(double f) const { return detail::with_rate_factor(*this, f); }
    template <Parameters P>
    using state = moment_packs<P>;
    std::size_t packs() const { return momentum != 0 ? 1 : 0; }

    template <class State, Parameters P>
    void prepare(State& s, const P& weights) const {
        detail::require_rates(*this);
        detail::require_share(name(), "momentum", momentum);
        detail::require(!nesterov || momentum > 0, name(), "nesterov with momentum", momentum, "a momentum above 0");
        detail::make_moments(*this, s, weights);
    }
    template <class T>
    auto rule(const step_position&) const {
        const T lr = static_cast<T>(rate), m = static_cast<T>(momentum), keep = detail::kept_share<T>(*this);
        return [=, nesterov = nesterov](std::span<T> w, std::span<const T> g, std::span<T> v, std::span<T>) {
            if (m == T(0))
                simd::step_sgd<simd::default_arch, T>(w, g, lr, keep);
            else
                simd::step_sgd_momentum<simd::default_arch, T>(w, g, v, lr, m, nesterov, keep);
        };
    }
    template <class State, Parameters P, Parameters G>
    void step(P& weights, const G& gradients, State& s, const step_position& when, int threads) const {
        detail::step_all(*this, when, weights, gradients, s, threads);
    }
};
static_assert(RowLocal<sgd>);

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
