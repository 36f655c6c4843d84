// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <span>

#include "nextclick/model/sampled_objective.hpp"
#include "nextclick/output/tower.hpp"

namespace nextclick::inline NEXTCLICK_ABI {

namespace detail {
/// Rows that a tower computes: of the distinct candidates, then those of the queries' targets, where they stand apart.
template <class Model, class T = typename Model::scalar>
struct rows_of_tower {
    const Model& net;
    std::span<const item_index> targets;  ///< empty with in-batch negatives
    typename Model::output_type::template tape<T> tape{};
    view<const T> all{}, e{};

    void start(pass& run, std::span<const item_index> distinct) {
        auto items = run.memory.take_span<item_index>(distinct.size() + targets.size());
        std::ranges::copy(targets, std::ranges::copy(distinct, items.begin()).out);
        all = net.policy.output.rows(net.weights.output, run, items, tape);
        e = all.block(0, distinct.size());
    }
    void fetch(std::span<const item_index>, std::size_t, std::size_t) const {}
    std::span<const T> of_target(std::size_t r, item_index) const { return all.row(e.rows + r); }
};
}  // namespace detail

/// `sampled_objective` for an output that computes its rows (output::tower): gradients of rows go through the tower, and all
/// are added to g at once.
/// cost  that of sampled_objective, and the tower forward and backward for every distinct candidate
template <class Model>
    requires output::computes_rows<typename Model::output_type>
typename Model::scalar tower_objective(const Model& net, pass& run, const event_rows& rows,
                                       view<const typename Model::scalar> q,
                                       const candidate_list<typename Model::scalar>& list, row_set& candidates,
                                       typename Model::gradient_pack& g, view<typename Model::scalar> dq) {
    using T = typename Model::scalar;
    detail::product_scorer<T, detail::rows_of_tower<Model>> scorer{
        {net, list.in_batch ? std::span<const item_index>() : rows.target}};
    const auto step = detail::sampled_step(net, run, rows, q, list, candidates, scorer, dq);
    auto& made = scorer.source;
    const auto d_rows = run.memory.take<T>(made.all.rows, made.all.cols);
    const std::size_t distinct = step.items.size();
    simd::product_tn(step.ds, q, d_rows.block(0, distinct), simd::write::overwrite, run.threads);
    for (std::size_t r = 0; r < step.apart.size(); ++r) {
        const auto to = d_rows.row(distinct + r);
        std::fill(to.begin(), to.end(), T(0));
        simd::axpy<simd::default_arch, T>(step.apart[r], q.row(r), to);
    }
    net.policy.output.backward(net.weights.output, g.output, run, view<const T>(d_rows), made.tape);
    if constexpr (Model::output_type::has_bias) {
        for (std::size_t j = 0; j < distinct; ++j)
            for (std::size_t r = 0; r < step.ds.rows; ++r) g.output.bias.row(step.items[j])[0] += step.ds(r, j);
        for (std::size_t r = 0; r < step.apart.size(); ++r) g.output.bias.row(rows.target[r])[0] += step.apart[r];
    }
    return step.loss;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
