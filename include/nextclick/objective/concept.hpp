// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "nextclick/core/pass.hpp"
#include "nextclick/core/signature_part.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/output/table_of.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/table/gradient.hpp"

/// An objective computes, from the query rows of a training step, the value of the loss, the gradients of the queries, and the
/// gradients of the item table, which the optimiser may apply row by row: it draws the candidates, scores them and calls the loss.
/// The trainer, `batch_loss` and `cost_of` use the same objective.
///
/// The loss names its objective: `using objective = nextclick::objective::full_softmax;`. If the loss does not, the sampler may;
/// if neither does, the objective is `sampled`. To write one, copy listwise.hpp, which holds a loss and its objective; no other
/// file changes.
///
/// An objective is a struct with these members:
///     template <class Loss, class Sampler, class Output> struct checks   static assertions on the combination of the three
///     template <class Model> struct inputs   further inputs of a step (drawn items, a teacher's rows); all defaulted
///     candidate_count(sampler, items, rows)    number of items that the rows of a step are scored against, for cost_of
///     why_quadratic<Sampler>()               reason why a whole session costs the square of its length; empty if it does not
///     signature<Loss, Sampler>()             optional: its part of a model's signature, as an array of `signature_part`, in place of
///                                            the names of loss and sampler
///     An objective reads rows by `net.table()` and adds to their gradients by `output::table_gradient(net, g)`, which apply the output's
///     row map; the activation of the output's scores is applied by the objective itself (`net.policy.output.activation`).
///     template <class Model> class learner   the state of a training run; see the concept `Learner`. A learner that takes more than the
///                                            log has `template <class Batcher, class Source> void learn_from(net, source)`, which
///                                            trainer::learn_from and train::distil call before the first step
NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

struct sampled;       // objective/sampled.hpp
struct full_softmax;  // objective/full_softmax.hpp

template <class P>
concept NamesObjective = requires { typename P::objective; };

template <class O>
concept Defined = requires { sizeof(O); };

namespace detail {
template <class Loss, class Sampler>
consteval auto choose() {
    if constexpr (NamesObjective<Loss>)
        return std::type_identity<typename Loss::objective>{};
    else if constexpr (NamesObjective<Sampler>)
        return std::type_identity<typename Sampler::objective>{};
    else
        return std::type_identity<sampled>{};
}
}  // namespace detail

/// The objective of a loss and a sampler.
template <class Loss, class Sampler>
using of = typename decltype(detail::choose<Loss, Sampler>())::type;

/// Whether the static assertions of `checks` hold, tested without a compile error: a model that fails them is not instantiated. An
/// objective may specialise it; otherwise it is true, and `checks` reports a fault while the model is instantiated.
template <class Objective, class Loss, class Sampler, class Output>
inline constexpr bool fits = true;

template <class Model>
using inputs_of = typename Model::objective_type::template inputs<Model>;
template <class Model>
using learner_of = typename Model::objective_type::template learner<Model>;

/// The state of an objective during a training run. It is constructed from the model, which every member takes as `net`.
template <class L, class M>
concept Learner =
    requires(L l, const L c, const M& net, pass& run, const event_rows& rows, view<const typename M::scalar> q,
             const typename M::objective_type::template inputs<M>& with, typename M::gradient_pack& g, view<typename M::scalar> dq,
             std::span<const std::uint32_t> support, const table::gradient<typename M::scalar>& of_table) {
        l.prepare(net, support);  // once, before the first `draw`: checks options; `support` counts the training clicks of each item
        { l.draw(net, run, rows) } -> std::same_as<typename M::objective_type::template inputs<M>>;  // the inputs of a step
        // Returns the loss and overwrites dq. Adds to g every gradient that `deferred` does not hold.
        { l.learn(net, run, rows, q, with, g, dq) } -> std::same_as<typename M::scalar>;
        { c.deferred() } -> table::DeferredRows<typename M::scalar>;  // gradients of table rows, computed on demand; views into run.memory
        l.add_deferred(of_table, run);                                // adds `deferred` to these gradients, and empties it
        l.clear();                                                    // ends the step
        { c.min_rows(net) } -> std::same_as<std::size_t>;             // rows that a batch needs so that every row has a negative
    };

/// The loss of a batch. Adds all gradients of the item table to `g` and overwrites `dq`. Allocates; for checks, not for training.
template <class Model>
typename Model::scalar loss_and_gradients(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                          const inputs_of<Model>& with, typename Model::gradient_pack& g, view<typename Model::scalar> dq) {
    learner_of<Model> now(net);
    const auto loss = now.learn(net, run, rows, q, with, g, dq);
    now.add_deferred(output::table_gradient(net, g), run);
    return loss;
}

/// Base of learners: holds the gradients of table rows that a step leaves to the optimiser.
template <class Model, class Deferred>
class deferred_table_gradients {
public:
    const Deferred& deferred() const { return deferred_; }
    /// Adds `deferred` to these gradients and empties it.
    void add_deferred(const table::gradient<typename Model::scalar>& to, pass& run) {
        to.add(deferred_, run);
        deferred_ = {};
    }

protected:
    Deferred deferred_{};
};

namespace detail {
/// Sum of the values, in their order, divided by `divisor`.
template <class T>
T sum_in_order(std::span<const T> values, double divisor) {
    double total = 0;
    for (const T v : values) total += static_cast<double>(v);
    return static_cast<T>(total / divisor);
}

}  // namespace detail
}  // namespace objective
NEXTCLICK_END_NAMESPACE
