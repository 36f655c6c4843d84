// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>

#include "nextclick/objective/scorer.hpp"
#include "nextclick/output/item_tower.hpp"
#include "nextclick/output/neural.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/simd/additive.hpp"

/// Scores of candidates whose rows are computed (output::item_tower), by products or by a net over query and row (output::neural).
NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

namespace detail {
/// Rows computed by an item tower: those of the distinct candidates, then those of the queries' targets if these are not candidates.
template <class Model, class T = typename Model::scalar>
struct rows_of_item_tower {
    const Model& net;
    std::span<const item_index> targets;       ///< empty with in-batch negatives
    std::span<const std::uint32_t> queries{};  ///< their row numbers in the whole batch, if this is a micro-batch
    typename Model::output_type::template tape<T> tape{};
    view<const T> all{}, e{};

    void start(pass& run, std::span<const item_index> distinct) {
        auto items = run.memory.take_span<item_index>(distinct.size() + targets.size());
        std::ranges::copy(targets, std::ranges::copy(distinct, items.begin()).out);
        const auto numbers = run.memory.take_span<std::uint32_t>(queries.empty() ? 0 : items.size());
        for (std::size_t i = 0; i < numbers.size(); ++i)
            numbers[i] = static_cast<std::uint32_t>(i < distinct.size() ? i : distinct.size() + queries[i - distinct.size()]);
        if constexpr (requires { net.policy.output.rows(net.weights.output, run, items, tape, numbers); })
            all = net.policy.output.rows(net.weights.output, run, items, tape, numbers);
        else
            all = net.policy.output.rows(net.weights.output, run, items, tape);
        e = all.block(0, distinct.size());
    }
    void fetch(std::span<const item_index>, std::size_t, std::size_t) const {}
    T dot_target(std::span<const T> query, std::size_t r, item_index) const {
        return simd::dot<simd::default_arch, T>(query, all.row(e.rows + r));
    }
    void add_target(T factor, std::size_t r, item_index, std::span<T> to) const {
        simd::axpy<simd::default_arch, T>(factor, all.row(e.rows + r), to);
    }
};

/// Scores by products; the gradients of rows are products too.
template <class Model, class T = typename Model::scalar>
struct item_tower_scorer : product_scorer<T, rows_of_item_tower<Model>> {
    item_tower_scorer(const Model& net, std::span<const item_index> targets, std::span<const std::uint32_t> queries)
        : product_scorer<T, rows_of_item_tower<Model>>{{net, targets, queries}} {}

    view<const T> row_gradients(pass& run, const score_gradients<T>& step, typename Model::gradient_pack&) const {
        const auto to = run.memory.take<T>(this->source.all.rows, this->source.all.cols);
        const std::size_t distinct = step.items.size();
        simd::product_tn(step.ds, this->q, to.block(0, distinct), simd::write::overwrite, run.threads);
        for (std::size_t r = 0; r < step.d_target_scores.size(); ++r) {
            std::ranges::copy(this->q.row(r), to.row(distinct + r).data());
            simd::scale(step.d_target_scores[r], to.row(distinct + r));
        }
        return to;
    }
};

/// Scores by a net over query and row (output::neural). Gradients of queries and rows come from the same pass over the
/// pairs, by chunks of the candidates with a part of dq each, added in their order: the same bits on any number of threads.
template <class Model, class T = typename Model::scalar>
struct neural_scorer {
    const Model& net;
    rows_of_item_tower<Model> source;
    bool exponentials = false;
    view<T> q{}, rows{}, d_rows{}, d_score{};

    neural_scorer(const Model& n, std::span<const item_index> targets, std::span<const std::uint32_t> queries)
        : net(n), source{n, targets, queries} {}

    void start(pass& run, std::span<const item_index> distinct, view<const T> queries) {
        source.start(run, distinct);
        q = copied_rows(run.memory, queries);
        rows = copied_rows(run.memory, source.all);
        constexpr int rate = simd::of_exponentials<activation::tanh>::rate;
        exponentials = simd::can_exponentiate<simd::default_arch, T>(q, rate) && simd::can_exponentiate<simd::default_arch, T>(rows, rate);
        for (const view<T> x : {q, rows})
            if (exponentials) simd::exponentiate(x, rate);
    }
    std::size_t cost(std::size_t distinct) const { return q.size() * distinct; }
    void score(std::span<const item_index>, std::size_t first, std::size_t end, view<T> to) const {
        for (std::size_t r = 0; r < q.rows; ++r) score_row(r, first, end - first, to.row(r));
    }
    T target(std::size_t r, item_index) const {
        T score;
        score_row(r, source.e.rows + r, 1, std::span(&score, 1));
        return score;
    }
    void query_gradient(pass& run, const event_rows&, view<const T> ds, std::span<const T> d_target_scores, view<T> dq) {
        const std::size_t n = q.rows, distinct = ds.cols, chunk = std::max<std::size_t>(1, (distinct + query_chunks - 1) / query_chunks);
        d_rows = run.memory.take_zeros<T>(rows.rows, rows.cols);
        d_score = run.memory.take_zeros<T>(query_chunks, rows.cols);
        const auto parts = run.memory.take_zeros<T>(query_chunks * n, q.cols);
        for_each_block(distinct, chunk, worth_threads(cost(distinct)) ? run.threads : 1, [&](std::size_t first, std::size_t end) {
            for (std::size_t r = 0; r < n; ++r)
                pair_gradients(r, first, ds.row(r).subspan(first, end - first), parts.row(first / chunk * n + r),
                               d_score.row(first / chunk));
        });
        for (std::size_t r = 0; r < n; ++r) {
            std::ranges::copy(parts.row(r), dq.row(r).data());
            for (std::size_t c = 1; c < query_chunks; ++c) simd::add<simd::default_arch, T>(parts.row(c * n + r), dq.row(r));
            if (!d_target_scores.empty()) pair_gradients(r, source.e.rows + r, d_target_scores.subspan(r, 1), dq.row(r), d_score.row(0));
        }
    }
    view<const T> row_gradients(pass&, const score_gradients<T>& step, typename Model::gradient_pack& g) const {
        for (std::size_t c = 0; c < query_chunks; ++c) simd::add<simd::default_arch, T>(d_score.row(c), g.output.score.row(0));
        T& d_bias = g.output.score_bias.data[0];
        for (std::size_t r = 0; r < step.ds.rows; ++r) d_bias += simd::sum<simd::default_arch, T>(step.ds.row(r));
        d_bias += simd::sum<simd::default_arch, T>(step.d_target_scores);
        return d_rows;
    }

private:
    std::span<const T> weights() const { return net.weights.output.score.row(0); }
    void score_row(std::size_t r, std::size_t first, std::size_t n, std::span<T> to) const {
        output::detail::with_form(exponentials, [&](const auto& f) {
            simd::additive_scores<simd::default_arch, T>(f, q.row(r), rows.block(first, n), weights(), to);
        });
        for (T& s : to) s += net.weights.output.score_bias.data[0];
    }
    void pair_gradients(std::size_t r, std::size_t first, std::span<const T> up, std::span<T> to_query, std::span<T> to_score) const {
        output::detail::with_form(exponentials, [&](const auto& f) {
            simd::additive_backward<simd::default_arch, T>(f, q.row(r), rows.block(first, up.size()), weights(), up, to_query,
                                                           d_rows.block(first, up.size()), to_score);
        });
    }
};
}  // namespace detail

/// The output computes the rows of candidates; `finish` propagates their gradients through it and adds all of them to g.
/// cost  the item tower forward and backward for every distinct candidate; output::neural replaces the products by pairs of query and row:
///       a division a unit forward, and again backward
struct by_item_tower {
    template <class Model>
    using deferred = table::nothing_deferred<typename Model::scalar>;

    template <class Model>
    struct scorer : std::conditional_t<output::scores_by_net<typename Model::output_type>, detail::neural_scorer<Model>,
                                       detail::item_tower_scorer<Model>> {
        using T = typename Model::scalar;
        using Output = typename Model::output_type;
        using base = std::conditional_t<output::scores_by_net<Output>, detail::neural_scorer<Model>, detail::item_tower_scorer<Model>>;
        using base::base;

        void finish(pass& run, const event_rows& batch, const detail::score_gradients<T>& step, typename Model::gradient_pack& g,
                    deferred<Model>&) const {
            const Model& trained = this->source.net;
            trained.policy.output.backward(trained.weights.output, g.output, run, this->row_gradients(run, step, g), this->source.tape);
            if (const auto to = output::table_gradient(trained, g); to.has_biases()) {
                const auto sums = run.memory.template take_zeros<T>(1, step.items.size()).row(0);
                for (std::size_t r = 0; r < step.ds.rows; ++r) simd::add<simd::default_arch, T>(step.ds.row(r), sums);
                for (std::size_t j = 0; j < sums.size(); ++j) to.add_bias(step.items[j], sums[j]);
                for (std::size_t r = 0; r < step.d_target_scores.size(); ++r) to.add_bias(batch.target[r], step.d_target_scores[r]);
            }
        }
    };
};

}  // namespace objective
NEXTCLICK_END_NAMESPACE
