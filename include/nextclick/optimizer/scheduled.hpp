// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <numbers>

#include "nextclick/core/no_policy.hpp"
#include "nextclick/optimizer/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// A schedule returns the factor of the rate for a step.
template <class S>
concept Schedule = requires(const S s, const step_position& when) {
    { s(when) } -> std::convertible_to<double>;
};

/// The fault of a part of a combination that is no schedule of a rate.
template <class Part>
struct schedule_of_combination {
    static_assert(Schedule<Part>,
                  "a part of this combination is no schedule of a rate; it lacks what follows (see optimizer/scheduled.hpp)");
};
template <class Part>
using schedule_fault = fault_of_part<Schedule<Part>, Part, schedule_of_combination<Part>>;

/// Always 1; usable after `warm_up`.
struct constant {
    double operator()(const step_position&) const { return 1; }
};
/// factor^(epochs done / every), in whole steps of `every` epochs.
struct step_decay {
    double every = 3, factor = 0.1;
    static constexpr auto options() { return field_list{field{"every", &step_decay::every}, field{"factor", &step_decay::factor}}; }
    double operator()(const step_position& m) const { return std::pow(factor, std::floor(m.epoch / every)); }
};
/// factor^(epochs done), without steps.
struct exponential_decay {
    double factor = 0.9;
    static constexpr auto options() { return field_list{field{"factor", &exponential_decay::factor}}; }
    double operator()(const step_position& m) const { return std::pow(factor, m.epoch); }
};
/// Half a cosine from 1 down to `lowest` over the whole training.
struct cosine_decay {
    double lowest = 0;
    static constexpr auto options() { return field_list{field{"lowest", &cosine_decay::lowest}}; }
    double operator()(const step_position& m) const {
        const double part = std::clamp(m.epoch / m.epochs, 0.0, 1.0);
        return lowest + (1 - lowest) * (1 + std::cos(std::numbers::pi * part)) / 2;
    }
};
/// A straight line from 1 down to `lowest` over the whole training.
struct linear_decay {
    double lowest = 0;
    static constexpr auto options() { return field_list{field{"lowest", &linear_decay::lowest}}; }
    double operator()(const step_position& m) const { return 1 - (1 - lowest) * std::clamp(m.epoch / m.epochs, 0.0, 1.0); }
};
// Before what is no schedule.
template <class Then>
struct warm_up : no_policy<schedule_fault<Then>> {
    constexpr warm_up(const auto&...) { static_assert(sizeof(typename warm_up::why) > 0); }
};
/// A straight line from 0 to 1 over the first `steps` steps, then another schedule.
template <Schedule Then>
struct warm_up<Then> {
    std::uint64_t steps = 1000;
    Then then{};
    static constexpr auto options() { return field_list{field{"steps", &warm_up::steps}, field{"then", &warm_up::then}}; }
    double operator()(const step_position& m) const {
        const double rise = steps == 0 ? 1 : std::min(1.0, static_cast<double>(m.step + 1) / static_cast<double>(steps));
        return rise * then(m);
    }
};

// Of what is no optimiser, or no schedule.
template <class Inner, class S>
struct scheduled : no_policy<part_fault<Inner>, schedule_fault<S>> {
    constexpr scheduled(const auto&...) { static_assert(sizeof(typename scheduled::why) > 0); }
};
/// An optimiser whose rate follows a schedule.
template <Optimizer Inner, Schedule S>
struct scheduled<Inner, S> {
    Inner inner{};
    S schedule{};

    static std::string name() { return "scheduled<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &scheduled::inner}, field{"schedule", &scheduled::schedule}}; }
    scheduled with_rate_factor(double f) const { return {inner.with_rate_factor(f), schedule}; }
    template <Parameters P>
    using state = typename Inner::template state<P>;

    template <class State, Parameters P>
    void prepare(State& s, const P& weights) const {
        detail::require_not_negative(name(), "the schedule's first factor", schedule(step_position{}));
        inner.prepare(s, weights);
    }
    template <class State, Parameters P, Parameters G>
    void step(P& weights, G& gradients, State& s, const step_position& when, int threads) const {
        inner.with_rate_factor(schedule(when)).step(weights, gradients, s, when, threads);
    }
    std::size_t packs() const requires RowLocal<Inner> { return inner.packs(); }
    template <class T>
    auto rule(const step_position& when) const requires RowLocal<Inner> {
        return inner.with_rate_factor(schedule(when)).template rule<T>(when);
    }
};
template <class Then>
warm_up(std::uint64_t, Then) -> warm_up<Then>;
template <class Inner, class S>
scheduled(Inner, S) -> scheduled<Inner, S>;

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
