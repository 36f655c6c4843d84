// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nextclick/core/gradient_check.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/objective/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// The loss of one batch and, if `gradients` is given, the complete gradient of every parameter, for checks and for inspecting a
/// model; training uses train::trainer instead. Lanes start from `states`, or from zeros if it is empty.
/// with: further inputs of the objective: {.drawn = items} in addition to those of the batch, {.teacher = ...} for
/// loss::distilled. Dropout is active if `run.training`, and draws from `run.random`.
/// cost      a step, with all gradients written out; allocates
template <class Model, class T = typename Model::scalar>
T batch_loss(const Model& net, pass& run, const event_rows& rows, const objective::inputs_of<Model>& with = {},
             typename Model::gradient_pack* gradients = nullptr, std::type_identity_t<view<const T>> states = {}) {
    auto e = net.encode(run, rows, states);
    const view<T> dq = run.memory.take<T>(e.queries.rows, e.queries.cols);
    typename Model::gradient_pack unused;
    auto& g = gradients != nullptr ? *gradients : unused;
    resize_like(g, net.weights);
    T loss = objective::loss_and_gradients(net, run, rows, e.queries, with, g, dq);
    if constexpr (Model::has_head) loss += net.learn_head(run, e, g);
    if (gradients != nullptr) net.backward(run, e, dq, g);
    return loss;
}

namespace detail {
/// Fills the initial states for a gradient check with nonzero numbers of both signs.
inline void fill_states(view<double> states) {
    for (std::size_t i = 0; i < states.size(); ++i) states.data[i] = 0.05 * (static_cast<double>(i % 17) - 7.5);
}
/// Draws larger weights than the initialisation does: gates and activations leave their linear range, and gradients are not small.
template <class Pack>
void draw_large(Pack& weights) {
    std::uint64_t draw = 0;
    for_each_parameter(
        [&](std::string_view, auto& w) {
            for (double& x : w.data) x = 0.5 * random_stream{9, 9}.normal(draw++);
        },
        weights);
}
}  // namespace detail

/// Compares the gradients of a model in double with central differences on one batch; see core/gradient_check.hpp. The check draws its
/// own weights and states, so that every parameter has a measurable effect; `net` is not changed.
template <class Model>
requires std::is_same_v<typename Model::scalar, double>
gradient_report check_model(const Model& net, const event_rows& rows, const objective::inputs_of<Model>& with = {}) {
    Model checked = net;
    detail::draw_large(checked.weights);
    std::vector<double> memory_of_states(rows.steps.lanes() * net.state_width());
    const view<double> states(memory_of_states.data(), rows.steps.lanes(), net.state_width());
    detail::fill_states(states);
    workspace memory;
    typename Model::gradient_pack gradients;
    const auto loss = [&](typename Model::gradient_pack* to) {
        memory.reset();
        pass run{.memory = memory, .training = true, .random = {3, 5}};
        return batch_loss(checked, run, rows, with, to, view<const double>(states));
    };
    loss(&gradients);
    return check_gradients(checked.weights, gradients, [&] { return loss(nullptr); });
}

NEXTCLICK_END_NAMESPACE
