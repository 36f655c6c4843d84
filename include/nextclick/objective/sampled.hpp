// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "nextclick/core/pass.hpp"
#include "nextclick/objective/candidates.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/objective/score_row.hpp"
#include "nextclick/objective/scorer.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/sampler/correction.hpp"

/// The objective over a list of candidates that all rows of a step share: in-batch targets, drawn items, or both.
NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

/// A step over a list of candidates: converts a row of scores into a row of gradients.
template <class Model, class List, class T = typename Model::scalar>
struct listed_step {
    const Model& net;
    const event_rows& rows;
    const List& list;
    const row_set& candidates;               ///< the distinct candidates
    detail::candidate_order order{};         ///< layout of a row of scores
    std::span<const item_index> distinct{};  ///< items of the first candidates
    std::span<const T> offset{};             ///< (candidates) bias and logQ correction
    T scale = T(1) / static_cast<T>(rows.nominal_rows);
    table::item_biases<T> biases = output::biases_of(net);

    /// The candidate that is the target of query r, if the targets of the batch are on the list.
    std::size_t own_candidate(std::size_t r) const { return order.of_entry[rows.steps.query_of_whole(r)]; }
    T offset_of(item_index item, bool is_drawn) const {
        const auto& correction = is_drawn ? list.drawn_correction : list.in_batch_correction;
        return biases.of(item) + (correction.empty() ? T(0) : correction[item]);
    }
};

/// Row handler of row losses: applies the final activation and calls `loss.row(target, negatives)`.
template <class Model, class T = typename Model::scalar>
class row_by_row {
public:
    template <class Step>
    row_by_row(pass& run, const Step& step, std::size_t blocks)
        : scratch_(run.memory.take<T>(blocks, detail::score_row_scratch<activation_type>(step.order.count()))),
          excluded_(run.memory.take<std::uint32_t>(blocks, step.list.mask_hits ? step.order.repeated.size() + 1 : 1)) {}

    /// Replaces the scores of row r (products with the distinct items) by their gradients; returns the loss of the row.
    /// d_target_scores: (rows) receives the gradient of a target that is not on the list
    template <class Step, class Scorer>
    T operator()(const Step& step, const Scorer& scorer, std::size_t r, std::size_t block, std::span<T> row,
                 std::span<T> d_target_scores) const {
        const detail::candidate_order& order = step.order;
        const std::size_t distinct = order.distinct;
        const item_index own = step.rows.target[r];
        for (std::size_t k = 0; k < order.repeated.size(); ++k) row[distinct + k] = row[order.repeated[k]];
        simd::add<simd::default_arch, T>(step.offset, row);
        std::uint32_t *const stops = excluded_.row(block).data(), *stop = stops;
        if (step.list.mask_hits) {
            if (const auto at = step.candidates.slot[own]; at != no_item) *stop++ = at;
            for (std::uint32_t k = 0; k < order.repeated.size(); ++k)
                if (step.distinct[order.repeated[k]] == own) *stop++ = static_cast<std::uint32_t>(distinct) + k;
        } else if (step.list.in_batch) {
            *stop++ = static_cast<std::uint32_t>(step.own_candidate(r));
        }
        T target = step.list.in_batch ? row[step.own_candidate(r)] : scorer.target(r, own) + step.offset_of(own, false);
        const T value = detail::score_row(step.net.policy.loss, step.net.policy.output.activation, row, target, {stops, stop}, step.scale,
                                          scratch_.row(block).data());
        if (step.list.in_batch)
            row[step.own_candidate(r)] = target;
        else
            d_target_scores[r] = target;
        for (std::size_t k = 0; k < order.repeated.size(); ++k) row[order.repeated[k]] += row[distinct + k];
        return value;
    }

private:
    using activation_type = std::remove_cvref_t<decltype(std::declval<const Model&>().policy.output.activation)>;
    view<T> scratch_;
    view<std::uint32_t> excluded_;
};

namespace detail {
/// A step over a list of candidates, for any scorer and any row handler.
/// shapes    q (rows, d) queries; dq (rows, d) out.  candidates: empty, of the size of the catalogue
/// cost      3 products of rows x distinct candidates x d; memory rows x candidates + distinct candidates x d
template <class RowHandler, class Model, class List, class Scorer, class T = typename Model::scalar>
score_gradients<T> learn_from_list(const Model& net, pass& run, const event_rows& rows, view<const T> q, const List& list,
                                   row_set& candidates, Scorer& scorer, view<T> dq) {
    assert(candidates.touched.empty());
    const std::span<const item_index> targets = rows.targets_of_whole();
    const std::size_t n = rows.target.size(), own = list.in_batch ? targets.size() : 0, entries = own + list.drawn.size();

    auto items = run.memory.take_span<item_index>(entries);
    std::copy_n(targets.begin(), own, items.begin());
    std::copy(list.drawn.begin(), list.drawn.end(), items.begin() + static_cast<std::ptrdiff_t>(own));
    auto position = run.memory.take_span<item_index>(entries);
    for (std::size_t j = 0; j < entries; ++j) position[j] = static_cast<item_index>(candidates.touch(items[j]));
    listed_step<Model, List> step{net, rows, list, candidates};
    step.order = order_candidates(position, run.memory);
    step.distinct = candidates.touched;
    const std::size_t count = step.order.count(), distinct = step.order.distinct;
    auto offset = run.memory.take_span<T>(count);
    for (std::size_t j = 0; j < entries; ++j) offset[step.order.of_entry[j]] = step.offset_of(items[j], j >= own);
    step.offset = offset;

    // Gathers the rows of the distinct items block by block and scores them while they are in cache; prefetches the next block.
    scorer.start(run, step.distinct, q);
    auto scores = run.memory.take<T>(n, count);
    const int team = worth_threads(scorer.cost(distinct)) ? run.threads : 1;
    for_each_block(distinct, candidate_block, team, [&](std::size_t first, std::size_t end) {
        scorer.score(step.distinct, first, end, scores.col_block(first, end - first));
    });

    // Convert rows of scores into rows of gradients.
    const auto values = run.memory.take_span<T>(n), squares = run.memory.take_span<T>(n);
    const auto d_target_scores = run.memory.take_span<T>(list.in_batch ? 0 : n);  // gradients of targets that are not on the list
    const RowHandler handle(run, step, (n + loss_block - 1) / loss_block);
    for_each_block(n, loss_block, team, [&](std::size_t first, std::size_t end) {
        for (std::size_t r = first; r < end; ++r) {
            const auto row = scores.row(r);
            values[r] = handle(step, scorer, r, r / loss_block, row, d_target_scores);
            squares[r] = simd::sum_squares<simd::default_arch, T>(row.first(distinct));
        }
    });

    const view<const T> ds = scores.col_block(0, distinct);
    scorer.query_gradient(run, rows, ds, d_target_scores, dq);
    return {step.distinct, ds, sum_in_order<T>(squares, 1.0), d_target_scores,
            sum_in_order<T>(values, static_cast<double>(rows.nominal_rows))};
}

}  // namespace detail

/// Learner over in-batch targets and the items that the sampler draws. `RowHandler` replaces rows of scores by gradients; see
/// row_by_row.
template <class Model, class RowHandler>
class candidate_learner
    : public deferred_table_gradients<Model, typename scoring_of<typename Model::output_type>::template deferred<Model>> {
    using T = typename Model::scalar;
    using Sampler = typename Model::sampler_type;
    using scoring = scoring_of<typename Model::output_type>;
    using List = candidate_list<T, Sampler::uses_batch>;
    static_assert(!output::scores_by_net<typename Model::output_type> || output::computes_rows<typename Model::output_type>,
                  "output::neural over a table is made by for_ranking, for ranking alone: train the model that it was made of");

public:
    explicit candidate_learner(const Model& net) { candidates_.resize(net.item_count()); }

    void prepare(const Model& net, std::span<const std::uint32_t> support) {
        draws_ = net.policy.sampler.prepare(support);
        corrections_ = sampler::make_corrections<T>(net.policy.sampler, draws_, support);
    }
    List draw(const Model& net, pass& run, const event_rows&) const {
        const auto drawn = run.memory.template take_span<item_index>(net.policy.sampler.count());
        net.policy.sampler.draw(draws_, run.next_site(), drawn);
        return {drawn, Sampler::uses_batch, net.policy.sampler.mask_hits, corrections_.target, corrections_.drawn};
    }
    T learn(const Model& net, pass& run, const event_rows& rows, view<const T> q, const List& list, typename Model::gradient_pack& g,
            view<T> dq) {
        candidates_.clear();
        typename scoring::template scorer<Model> scorer(net, list.in_batch ? std::span<const item_index>() : rows.target,
                                                        rows.steps.whole.queries);
        const auto step = detail::learn_from_list<RowHandler>(net, run, rows, q, list, candidates_, scorer, dq);
        scorer.finish(run, rows, step, g, this->deferred_);
        return step.loss;
    }
    void clear() {
        this->deferred_ = {};
        candidates_.clear();
    }
    /// Two if the only negatives are the other rows' targets.
    std::size_t min_rows(const Model& net) const { return Sampler::uses_batch && net.policy.sampler.count() == 0 ? 2 : 1; }
    /// Distinct candidates of the last step.
    std::span<const item_index> candidates() const { return candidates_.touched; }

private:
    row_set candidates_;
    typename Sampler::state draws_{};
    sampler::corrections<T> corrections_;
};

/// Sampled softmax and the pairwise ranking losses.
struct sampled {
    template <class Loss, class Sampler, class Output>
    struct checks {
        static_assert(!NamesObjective<Sampler>,
                      "this loss is computed over a list of candidates: use a sampler that gives one, such as sampler::in_batch, uniform "
                      "or popularity");
    };
    template <class Model>
    using inputs = candidate_list<typename Model::scalar, Model::sampler_type::uses_batch>;
    template <class Model>
    using learner = candidate_learner<Model, row_by_row<Model>>;

    template <class Sampler>
    static constexpr std::size_t candidate_count(const Sampler& sampler, std::size_t, std::size_t rows) {
        return sampler.count() + (Sampler::uses_batch ? rows : 0);
    }
    template <class Sampler>
    static std::string why_quadratic() {
        return Sampler::uses_batch ? "all its clicks as negatives of each (sampler::" + Sampler::name() + ")" : "";
    }
};

template <class Loss, class Sampler, class Output>
inline constexpr bool fits<sampled, Loss, Sampler, Output> = !NamesObjective<Sampler>;

}  // namespace objective
NEXTCLICK_END_NAMESPACE
