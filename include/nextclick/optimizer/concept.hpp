// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>
#include <tuple>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/optimizer/walk.hpp"
#include "nextclick/simd/step.hpp"

/// An optimiser is its hyper-parameters and one row step; its state is packs of the model's own fields, owned by the
/// trainer, so that checkpoints walk it like any parameter. Dense tensors step whole; of a table only the rows that the
/// gradient touched step (their duplicates were summed before), the others keep their bits. To write one: copy
/// rmsprop.hpp, and add it to the type list in tests/optimizer/concept_test.cpp.
namespace nextclick::inline NEXTCLICK_ABI::optimizer {

/// When a step happens: what schedules go by.
struct moment {
    std::uint64_t step = 0;  ///< steps done before this one
    double epoch = 0;        ///< epochs done before this one, with its fraction
    double epochs = 1;       ///< epochs in all
};

/// Up to two packs shaped like the weights. A pack that the options make useless stays empty.
template <Parameters P>
struct moments {
    P first, second;
};

template <class O>
concept HasName = requires {
    { O::name() } -> std::convertible_to<std::string>;
};
template <class O>
concept HasRate = requires(const O o) {
    { o.with_rate_factor(double{}) } -> std::same_as<O>;  // the same with its rate multiplied
};
/// `prepare` checks the options and makes the state: zeros.
template <class O, class P>
concept HasState = requires(const O o, typename O::template state<P>& s, const P& weights) {
    o.prepare(s, weights);
};
/// `step` changes weights and state; wrappers may change the gradients too. Neither allocates.
template <class O, class P>
concept HasStep = requires(const O o, typename O::template state<P>& s, P& weights, P& gradients, const moment& when) {
    o.step(weights, gradients, s, when, int{});
};

namespace detail {
struct probe_pack {
    matrix<float> w;
    static constexpr auto fields() { return std::tuple{field{"w", &probe_pack::w}}; }
};
}  // namespace detail

/// Checked on a pack of one matrix.
template <class O>
concept Optimizer = HasName<O> && HasRate<O> && HasState<O, detail::probe_pack> && HasStep<O, detail::probe_pack>;

/// Path of the first tensor of a gradient pack with an element that is not finite; empty if there is none.
/// cost  reads the gradients once, without allocation while all is well
template <Parameters G>
std::string first_non_finite(const G& gradients) {
    std::string found;
    for_each_parameter(
        [&](std::string_view name, const auto& g) {
            using T = typename std::remove_cvref_t<decltype(g.data)>::value_type;
            if (found.empty() && !simd::is_finite(std::span<const T>(g.data))) found = name;
        },
        gradients);
    return found;
}

namespace detail {

inline void require(bool fits, const std::string& optimiser, const char* option, double value, const char* remedy) {
    if (!fits)
        throw argument_error("optimizer::" + optimiser + ": " + option + " " + std::to_string(value) +
                             " cannot work; give " + remedy);
}
inline void require_positive(const std::string& optimiser, const char* option, double value) {
    require(value > 0 && std::isfinite(value), optimiser, option, value, "a finite number above 0");
}
inline void require_not_negative(const std::string& optimiser, const char* option, double value) {
    require(value >= 0 && std::isfinite(value), optimiser, option, value, "a finite number, 0 or above");
}
inline void require_share(const std::string& optimiser, const char* option, double value) {
    require(value >= 0 && value < 1, optimiser, option, value, "a number of at least 0 and below 1");
}

/// The tensors that a step walks together must have one shape; `needed` packs of the state must exist.
template <class O, class W, class D, class A>
void check_shapes(std::size_t needed, const W& w, const D& g, const A& first, const A& second) {
    const auto same = [&](const auto& t) { return t.rows == w.rows && t.cols == w.cols; };
    if (same(g) && (needed < 1 || same(first)) && (needed < 2 || same(second))) return;
    const auto shape = [](const auto& t) { return std::to_string(t.rows) + "x" + std::to_string(t.cols); };
    throw argument_error("optimizer::" + O::name() + ": weights of " + shape(w) + ", gradients of " + shape(g) +
                         ", state of " + shape(first) + " and " + shape(second) +
                         "; make the gradients by resize_like(), and call prepare() with these weights and options "
                         "before the first step");
}

/// Calls rule(w, g, first, second) for consecutive parts of every tensor. The packs beyond the first `needed` may be
/// empty; their spans are empty then.
template <class O, class Rule, Parameters P, Parameters G>
void step_all(const O&, std::size_t needed, const Rule& rule, P& weights, const G& gradients, moments<P>& state,
              int threads) {
    for_each_parameter(
        [&](std::string_view, auto& w, const auto& g, auto& first, auto& second) {
            check_shapes<O>(needed, w, g, first, second);
            for_each_part(rule, threads, w, g, first, second);
        },
        weights, gradients, state.first, state.second);
}

}  // namespace detail

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer
