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

/// The loss of one batch and, if `gradients` is given, the gradient of every parameter, whole: for checks and for looking at
/// a model by itself; training has its own way (train::trainer). Lanes start from `states`, or from zeros if there are none.
/// with: what the objective takes beside the batch: {.drawn = items} beside those of the batch, {.teacher = ...} of
/// loss::distilled. Dropout acts if `run.training`, from `run.random`.
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
/// What lanes carry into a batch that a gradient check is made on: numbers of either sign, none of them 0.
inline void fill_states(view<double> states) {
    for (std::size_t i = 0; i < states.size(); ++i) states.data[i] = 0.05 * (static_cast<double>(i % 17) - 7.5);
}
/// Larger weights than training begins with: gates and activations leave their linear parts, and gradients are not small.
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

/// The gradients of a model in double against central differences, on one batch; see core/gradient_check.hpp. They are checked
/// at weights and states of its own making, so that no parameter is without effect for being small; `net` is left as it was.
template <class Model>
requires std::is_same_v<typename Model::scalar, double> gradient_report check_model(const Model& net, const event_rows& rows,
                                                                                    const objective::inputs_of<Model>& with = {}) {
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
