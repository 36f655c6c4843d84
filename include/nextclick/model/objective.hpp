// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "nextclick/model/distilled_objective.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/sampled_objective.hpp"
#include "nextclick/model/streamed_objective.hpp"
#include "nextclick/model/target_objective.hpp"
#include "nextclick/model/tower_objective.hpp"
#include "nextclick/optimizer/late_rows.hpp"

/// From queries to loss and gradients: the only place where scores meet the loss while training. Three forms: a
/// list of candidates shared by all rows, the whole catalogue, or the targets alone. Gradients of the item table come late:
/// when the optimiser asks for them, or here, summed up whole.
namespace nextclick::inline NEXTCLICK_ABI {

/// Losses that also learn from what a teacher says of the whole catalogue (loss::distilled).
template <class Loss>
concept LearnsFromTeacher = requires(const Loss l, double x) {
    l.close_taught(x, x, x, x);
};

template <class Model>
using late_rows_of = std::conditional_t<!Model::sampler_type::uses_all, sampled_rows<typename Model::scalar>,
                                        std::conditional_t<LearnsFromTeacher<typename Model::loss_type>,
                                                           distilled_rows<typename Model::scalar>, streamed_rows<typename Model::scalar>>>;

/// Adds the late rows to the gradients.
template <class Model, optimizer::LateRows<typename Model::scalar> Late>
void settle(const Model& net, const Late& late, typename Model::gradient_pack& g, pass& run) {
    row_gradient<typename Model::scalar>* bias = nullptr;
    if constexpr (Model::output_type::has_bias) bias = &g.output.bias;
    optimizer::add_late(late, &net.table_of(g), bias, run);
}

/// Loss of a step over a list of candidates, with the whole gradients of table and bias in `g`. Allocates.
template <class Model>
typename Model::scalar sampled_objective(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                         const candidate_list<typename Model::scalar>& list, typename Model::gradient_pack& g,
                                         view<typename Model::scalar> dq) {
    row_set candidates;
    candidates.resize(net.item_count());
    if constexpr (!Model::has_table) {
        return tower_objective(net, run, rows, q, list, candidates, g, dq);
    } else {
        sampled_rows<typename Model::scalar> late;
        const auto loss = sampled_objective(net, run, rows, q, list, candidates, g, dq, late);
        settle(net, late, g, run);
        return loss;
    }
}

/// The same over the whole catalogue.
template <class Model>
typename Model::scalar streamed_objective(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                          typename Model::gradient_pack& g, view<typename Model::scalar> dq, const stream_plan& plan) {
    streamed_rows<typename Model::scalar> late;
    const auto loss = streamed_objective(net, run, rows, q, dq, late, plan);
    settle(net, late, g, run);
    return loss;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
