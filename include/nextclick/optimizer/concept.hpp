// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <string>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/optimizer/walk.hpp"
#include "nextclick/simd/step.hpp"

/// An optimiser is its hyper-parameters and the step of one row; its state is packs of the model's own fields, owned by the
/// trainer, so that checkpoints store it like any parameter. Dense tensors are stepped whole; of a table only the rows that the
/// gradient touched (duplicates are summed before), and the others are unchanged. To write one: copy
/// rmsprop.hpp, and add it to the type list in tests/optimizer/concept_test.cpp.
NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// The position of a step in the training, for schedules.
struct step_position {
    std::uint64_t step = 0;  ///< steps done before this one
    double epoch = 0;        ///< epochs done before this one, with the fraction of the current one
    double epochs = 1;       ///< total number of epochs
};

/// Up to two packs of moments, shaped like the weights. A pack that the options do not use stays empty.
template <Parameters P>
struct moment_packs {
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
/// `prepare` checks the options and initialises the state with zeros. `P<S>` is a pack of parameters of kind S (core/storage.hpp).
template <class O, template <class> class P>
concept HasState =
    requires(const O o, typename O::template state<P<moments<float>>>& s, const P<values<float>>& weights) { o.prepare(s, weights); };
/// `step` changes weights and state; wrappers may change the gradients too. Neither allocates.
template <class O, template <class> class P>
concept HasStep = requires(const O o, typename O::template state<P<moments<float>>>& s, P<values<float>>& weights,
                           P<gradients<float>>& of_weights, const step_position& when) { o.step(weights, of_weights, s, when, int{}); };

namespace detail {
template <class S>
struct probe_pack {
    typename S::dense w;
    static constexpr auto fields() { return field_list{field{"w", &probe_pack::w}}; }
};
}  // namespace detail

/// Checked on a pack of one matrix.
template <class O>
concept Optimizer = HasName<O> && HasRate<O> && HasState<O, detail::probe_pack> && HasStep<O, detail::probe_pack>;

/// The fault of a part of a combination that is no optimiser.
template <class Part>
struct part_of_combination {
    static_assert(Optimizer<Part>, "a part of this combination is no optimiser; it lacks what follows (see optimizer/concept.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Optimizer<Part>, Part, part_of_combination<Part>>;

/// An optimiser whose elements are stepped independently of the rest of the tensor. Such a step can be fused
/// with the computation of the gradient: `rule<T>(when)` steps any span, `packs()` is the number of moments it keeps.
template <class O>
concept RowLocal = Optimizer<O> && requires(const O o, const step_position& when, std::span<float> w, std::span<const float> g) {
    { o.packs() } -> std::same_as<std::size_t>;
    o.template rule<float>(when)(w, g, w, w);  // weights, gradient, first and second moment (empty if not kept)
    requires std::same_as<typename O::template state<detail::probe_pack<moments<float>>>, moment_packs<detail::probe_pack<moments<float>>>>;
};

/// Path of the first of these gradients with an element that is not finite; empty if there is none.
/// cost  reads the gradients once; allocates only if an element is not finite
template <class T>
std::string first_non_finite(const gradient_list<T>& gradients, int threads = 1) {
    for (const gradient_tensor<T>& g : gradients) {
        const std::span<const T> data = g.data();
        std::atomic<bool> finite = true;
        const int team = data.size() < detail::min_parallel_elements ? 1 : threads;
        for_each_block(data.size(), detail::dense_block, team, [&](std::size_t first, std::size_t end) {
            if (!simd::is_finite(data.subspan(first, end - first))) finite = false;
        });
        if (!finite) return std::string(g.path);
    }
    return {};
}

namespace detail {

void require(bool fits, const std::string& optimiser, const char* option, double value, const char* remedy);
void require_positive(const std::string& optimiser, const char* option, double value);
void require_not_negative(const std::string& optimiser, const char* option, double value);
void require_share(const std::string& optimiser, const char* option, double value);

/// Functions shared by the row-local optimisers, all of which have a rate and a decoupled weight decay. They are aggregates, so they have
/// no base. Each adds `rule`, which `step_all` and table/step_deferred.hpp apply to rows.
template <class O>
O with_rate_factor(O o, double f) {
    o.rate *= f;
    return o;
}
template <class O>
void require_rates(const O& o) {
    require_positive(O::name(), "rate", o.rate);
    require_not_negative(O::name(), "weight_decay", o.weight_decay);
}
template <class T, class O>
T kept_share(const O& o) {  // factor of a weight before the step
    return static_cast<T>(1 - o.rate * o.weight_decay);
}
template <class O, Parameters M, Parameters P>
void make_moments(const O& o, moment_packs<M>& s, const P& weights) {
    if (o.packs() > 0) resize_like(s.first, weights);
    if (o.packs() > 1) resize_like(s.second, weights);
}

struct tensor_shape {
    std::size_t rows, cols;
    friend bool operator==(const tensor_shape&, const tensor_shape&) = default;
};
/// Throws `argument_error` with the shapes of weights, gradients, first and second moment of a step.
[[noreturn]] void refuse_shapes(const std::string& optimiser, const tensor_shape (&shapes)[4]);

/// Checks that the tensors of a step have one shape, and that `needed` packs of the state exist.
template <class O, class W, class D, class A>
void check_shapes(std::size_t needed, const W& w, const D& g, const A& first, const A& second) {
    const tensor_shape shapes[] = {{w.rows, w.cols}, {g.rows, g.cols}, {first.rows, first.cols}, {second.rows, second.cols}};
    for (std::size_t i = 1; i < 2 + needed; ++i)
        if (shapes[i] != shapes[0]) refuse_shapes(O::name(), shapes);
}

template <class Rule, class T>
void step_touched_scalars(const Rule& rule, int threads, row_table<T>& w, const row_gradient<T>& g, row_table<T>& first,
                          row_table<T>& second) {
    const std::span touched(g.touched);
    const std::span gradient(g.data);
    for_each_block(touched.size(), 8 * row_block, touched.size() < min_parallel_scalars ? 1 : threads, [&](std::size_t i, std::size_t end) {
        step_scalars(rule, touched.subspan(i, end - i), gradient.subspan(i, end - i), std::span(w.data), std::span(first.data),
                     std::span(second.data));
    });
}

/// Steps every part of every tensor by o.rule(w, g, first, second). The packs beyond the first o.packs() may be empty;
/// their spans are then empty.
template <class O, Parameters P, Parameters G, Parameters M>
void step_all(const O& o, const step_position& when, P& weights, const G& gradients, moment_packs<M>& state, int threads) {
    for_each_parameter(
        [&](std::string_view, auto& w, const auto& g, auto& first, auto& second) {
            using E = typename std::remove_cvref_t<decltype(w.data)>::value_type;
            check_shapes<O>(o.packs(), w, g, first, second);
            const auto rule = o.template rule<computed_of<E>>(when);
            if constexpr (requires { g.touched; } && !is_compressed<E>)
                if (w.cols == 1) return step_touched_scalars(rule, threads, w, g, first, second);
            for_each_part(rule, threads, rounding_of(when.step), w, g, first, second);
        },
        weights, gradients, state.first, state.second);
}

}  // namespace detail

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/optimizer/concept.ipp"
#endif
