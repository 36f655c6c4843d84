// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// a := decay a + (1-decay) g²; w := w - rate g / sqrt(a + epsilon), epsilon inside the root.
/// Source: Tieleman & Hinton 2012, in the form of GRU4Rec.
struct rmsprop {
    double rate = 1e-3;
    double decay = 0.9;
    double epsilon = 1e-6;
    double weight_decay = 0;  ///< decoupled: the weights shrink by rate x this in every step that updates them

    static std::string name() { return "rmsprop"; }
    static constexpr auto options() {
        return field_list{field{"rate", &rmsprop::rate}, field{"decay", &rmsprop::decay}, field{"epsilon", &rmsprop::epsilon},
                          field{"weight_decay", &rmsprop::weight_decay}};
    }
    rmsprop with_rate_factor(double f) const { return detail::with_rate_factor(*this, f); }
    template <Parameters P>
    using state = moment_packs<P>;
    std::size_t packs() const { return 1; }

    template <class State, Parameters P>
    void prepare(State& s, const P& weights) const {
        detail::require_rates(*this);
        detail::require_share(name(), "decay", decay);
        detail::require_positive(name(), "epsilon", epsilon);
        detail::make_moments(*this, s, weights);
    }
    template <class T>
    auto rule(const step_position&) const {
        const T lr = static_cast<T>(rate), old = static_cast<T>(decay), eps = static_cast<T>(epsilon);
        const T keep = detail::kept_share<T>(*this);
        return [=](std::span<T> w, std::span<const T> g, std::span<T> a, std::span<T>) {
            simd::step_rmsprop<simd::default_arch, T>(w, g, a, lr, old, eps, keep);
        };
    }
    template <class State, Parameters P, Parameters G>
    void step(P& weights, const G& gradients, State& s, const step_position& when, int threads) const {
        detail::step_all(*this, when, weights, gradients, s, threads);
    }
};
static_assert(RowLocal<rmsprop>);

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
