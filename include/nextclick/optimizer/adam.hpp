// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// m := b1 m + (1-b1) g; v := b2 v + (1-b2) g²; w := w - rate m' / (sqrt(v') + epsilon), m' and v' bias-corrected.
/// Rows of a table are updated only when touched; the bias corrections use the global step. `weight_decay` makes it AdamW.
/// Source: Kingma & Ba 2015; Loshchilov & Hutter 2019.
struct adam {
    double rate = 1e-3;
    double beta1 = 0.9, beta2 = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0;  ///< decoupled: the weights shrink by rate x this in every step that updates them

    static std::string name() { return "adam"; }
    static constexpr auto options() {
        return field_list{field{"rate", &adam::rate}, field{"beta1", &adam::beta1}, field{"beta2", &adam::beta2},
                          field{"epsilon", &adam::epsilon}, field{"weight_decay", &adam::weight_decay}};
    }
    adam with_rate_factor(double f) const { return detail::with_rate_factor(*this, f); }
    template <Parameters P>
    using state = moment_packs<P>;
    std::size_t packs() const { return 2; }

    template <class State, Parameters P>
    void prepare(State& s, const P& weights) const {
        detail::require_rates(*this);
        detail::require_share(name(), "beta1", beta1);
        detail::require_share(name(), "beta2", beta2);
        detail::require_positive(name(), "epsilon", epsilon);
        detail::make_moments(*this, s, weights);
    }
    template <class T>
    auto rule(const step_position& when) const {
        const auto t = static_cast<double>(when.step + 1);
        const T lr = static_cast<T>(rate / (1 - std::pow(beta1, t))), correction2 = static_cast<T>(1 - std::pow(beta2, t));
        const T b1 = static_cast<T>(beta1), b2 = static_cast<T>(beta2), eps = static_cast<T>(epsilon);
        const T keep = detail::kept_share<T>(*this);
        return [=](std::span<T> w, std::span<const T> g, std::span<T> m, std::span<T> v) {
            simd::step_adam<simd::default_arch, T>(w, g, m, v, lr, b1, b2, eps, correction2, keep);
        };
    }
    template <class State, Parameters P, Parameters G>
    void step(P& weights, const G& gradients, State& s, const step_position& when, int threads) const {
        detail::step_all(*this, when, weights, gradients, s, threads);
    }
};
static_assert(RowLocal<adam>);

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
