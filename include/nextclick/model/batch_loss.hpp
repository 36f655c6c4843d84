// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>

#include "nextclick/core/gradient_check.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/model/objective.hpp"

namespace nextclick::inline NEXTCLICK_ABI {

/// The loss of one batch and, if `gradients` is given, the gradient of every parameter, whole: for checks and for looking at
/// a model by itself; training has its own way (train::trainer). Lanes start from `states`, or from zeros if there are none.
/// Negatives: those of the sampler that the batch has, and `drawn`. Dropout acts if `run.training`, from `run.random`.
/// cost      a step, with all gradients written out; allocates
template <class Model, class T = typename Model::scalar>
T batch_loss(const Model& net, pass& run, const event_rows& rows, std::span<const item_index> drawn = {},
             typename Model::gradient_pack* gradients = nullptr, bool mask_hits = false, std::type_identity_t<view<const T>> states = {}) {
    const std::size_t lanes = rows.steps.lanes(), width = net.state_width();
    const view<const T> in = states.data != nullptr ? states : view<const T>(run.memory.take_zeros<T>(lanes, width));
    const view<T> out = run.memory.take<T>(lanes, width);
    typename Model::tape tape;
    const view<const T> q = net.forward(run, rows, {in, out}, tape);
    const view<T> dq = run.memory.take<T>(q.rows, q.cols);
    typename Model::gradient_pack unused;
    auto& g = gradients != nullptr ? *gradients : unused;
    resize_like(g, net.weights);
    T loss;
    if constexpr (Model::sampler_type::uses_all)
        loss = streamed_objective(net, run, rows, q, g, dq, stream_plan::of(net.item_count(), q.rows, q.cols, sizeof(T)));
    else if constexpr (loss::OfTargets<typename Model::loss_type>)
        loss = target_objective(net, run, rows, q, dq, g);
    else
        loss = sampled_objective(net, run, rows, q, candidate_list<T>{drawn, Model::sampler_type::uses_batch, mask_hits}, g, dq);
    if constexpr (Model::has_head) loss += net.learn_head(run, rows, tape, g);
    if (gradients != nullptr) net.backward(run, rows, dq, tape, g);
    return loss;
}

/// The gradients of a model in double against central differences, on one batch; see core/gradient_check.hpp. Weights are
/// as they were afterwards.
template <class Model>
requires std::is_same_v<typename Model::scalar, double> gradient_report check_model(Model& net, const event_rows& rows,
                                                                                    std::span<const item_index> drawn = {}) {
    workspace memory;
    typename Model::gradient_pack gradients;
    const auto loss = [&](typename Model::gradient_pack* to) {
        memory.reset();
        pass run{.memory = memory, .training = true, .random = {3, 5}};
        return batch_loss(net, run, rows, drawn, to);
    };
    loss(&gradients);
    return check_gradients(net.weights, gradients, [&] { return loss(nullptr); });
}

}  // namespace nextclick::inline NEXTCLICK_ABI
