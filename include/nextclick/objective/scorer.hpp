// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include "nextclick/core/pass.hpp"
#include "nextclick/objective/candidates.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/table/factored_rows.hpp"

/// How the candidates of a step are scored. The output selects a scorer by `using scored = nextclick::objective::by_item_tower;`; by
/// default scores are products of queries and rows of the item table.
NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

namespace detail {

inline constexpr std::size_t candidate_block = 24;  // candidates gathered at a time: two register tiles of rows
inline constexpr std::size_t loss_block = 4;        // rows of scores
inline constexpr std::size_t query_chunks = 8;      // parts of the candidates, each with its own part of dq
inline constexpr std::size_t min_chunk_candidates = 64;

/// dq = ds e. A batch with few rows is divided by candidates instead of rows, to occupy all threads: each chunk has its own part of dq,
/// and the parts are added in order.
template <class T>
void query_gradient(pass& run, std::size_t rows_of_whole, view<const T> ds, view<const T> e, view<T> dq) {
    constexpr std::size_t few_rows = 64;
    if (rows_of_whole > few_rows || ds.cols < query_chunks * min_chunk_candidates)
        return simd::product(ds, e, dq, simd::write::overwrite, run.threads);
    const std::size_t chunk = (ds.cols + query_chunks - 1) / query_chunks;
    const int team = worth_threads(ds.size() * dq.cols) ? run.threads : 1;
    auto parts = run.memory.take<T>(query_chunks * dq.rows, dq.cols);
    for_each_block(ds.cols, chunk, team, [&](std::size_t first, std::size_t end) {
        simd::product(ds.col_block(first, end - first), e.block(first, end - first), parts.block(first / chunk * dq.rows, dq.rows));
    });
    const std::size_t chunks = (ds.cols + chunk - 1) / chunk;
    for_each_block(dq.rows, 8, team, [&](std::size_t first, std::size_t end) {
        for (std::size_t r = first; r < end; ++r) {
            std::copy_n(parts.row(r).data(), dq.cols, dq.row(r).data());
            for (std::size_t c = 1; c < chunks; ++c) simd::add(parts.row(c * dq.rows + r), dq.row(r));
        }
    });
}

/// Scores as products of queries and rows of candidates. Rows: start(run, distinct items) allocates e; fetch(items, first, end)
/// fills e; dot_target(query, r, item) and add_target(factor, r, item, to) use the row of the target of query r.
template <class T, class Rows>
struct product_scorer {
    Rows source;
    view<const T> q{};
    simd::packed<T> transposed{};

    void start(pass& run, std::span<const item_index> distinct, view<const T> queries) {
        q = queries;
        source.start(run, distinct);
        transposed = simd::pack_transposed<simd::default_arch, T>(
            q, run.memory.take_span<T>(simd::packed_size<simd::default_arch, T>(q.cols, q.rows)), run.threads);
    }
    std::size_t cost(std::size_t distinct) const { return q.size() * distinct; }
    /// Scores (n, end - first) of these candidates, while their rows are in cache.
    void score(std::span<const item_index> distinct, std::size_t first, std::size_t end, view<T> to) const {
        source.fetch(distinct, first, end);
        simd::product_tall<simd::default_arch, T>(transposed, source.e.block(first, end - first), to);
    }
    T target(std::size_t r, item_index item) const { return source.dot_target(q.row(r), r, item); }
    /// dq from the gradients of scores; d_target_scores: gradients of targets that are not candidates, or empty.
    void query_gradient(pass& run, const event_rows& rows, view<const T> ds, std::span<const T> d_target_scores, view<T> dq) const {
        detail::query_gradient<T>(run, rows.targets_of_whole().size(), ds, source.e, dq);
        for (std::size_t r = 0; r < d_target_scores.size(); ++r) source.add_target(d_target_scores[r], r, rows.target[r], dq.row(r));
    }
};

/// Rows of the item table.
template <class T>
struct rows_of_table {
    table::item_table<T> table{};
    view<T> e{};  ///< rows of the distinct candidates

    void start(pass& run, std::span<const item_index> distinct) { e = run.memory.take<T>(distinct.size(), table.width()); }
    /// Prefetches the rows of the next block.
    void fetch(std::span<const item_index> distinct, std::size_t first, std::size_t end) const {
        table.prefetch(distinct.subspan(end, std::min(candidate_block, distinct.size() - end)));
        table.look_up(distinct.subspan(first, end - first), e.block(first, end - first));
    }
    T dot_target(std::span<const T> query, std::size_t, item_index target) const { return table.dot(query, target); }
    void add_target(T factor, std::size_t, item_index target, std::span<T> to) const { table.add_row(factor, target, to); }
};

/// Result of a sampled step: gradients of the scores of distinct candidates, and the sum of their squares; gradients of
/// targets that are not candidates, empty with in-batch negatives.
template <class T>
struct score_gradients {
    std::span<const item_index> items;
    view<const T> ds;
    double squares;
    std::span<const T> d_target_scores;
    T loss;
};

/// The gradients of the candidates' rows, computed on demand.
template <class T>
table::factored_rows<T> deferred_rows(pass& run, const score_gradients<T>& step, view<const T> q) {
    const auto packed =
        simd::pack<simd::default_arch, T>(q, run.memory.take_span<T>(simd::packed_size<simd::default_arch, T>(q.rows, q.cols)));
    return {step.items, step.ds, q, packed, step.squares};
}

}  // namespace detail

/// Scores are products of queries and rows of the item table. Gradients of rows are computed when the optimiser applies them.
struct by_table {
    template <class Model>
    using deferred = table::factored_rows<typename Model::scalar>;

    template <class Model, class T = typename Model::scalar>
    struct scorer : detail::product_scorer<T, detail::rows_of_table<T>> {
        const Model& net;
        scorer(const Model& n, std::span<const item_index>, std::span<const std::uint32_t>)
            : detail::product_scorer<T, detail::rows_of_table<T>>{{output::table_of(n)}}, net(n) {}

        /// Stores the gradients of the candidates' rows in `to`; adds those of targets that are not on the list to g.
        void finish(pass& run, const event_rows& rows, const detail::score_gradients<T>& step, typename Model::gradient_pack& g,
                    deferred<Model>& to) const {
            const view<const T> queries = this->q;
            to = detail::deferred_rows(run, step, queries);
            const table::gradient<T> of_table = output::table_gradient(net, g);
            for (std::size_t r = 0; r < step.d_target_scores.size(); ++r) {
                of_table.add(run, rows.target[r], step.d_target_scores[r], queries.row(r));
                of_table.add_bias(rows.target[r], step.d_target_scores[r]);
            }
        }
    };
};

namespace detail {
template <class Output>
consteval auto find_scorer() {
    if constexpr (requires { typename Output::scored; }) {
        static_assert(Defined<typename Output::scored>,
                      "the scorer that the output names is only declared: include \"nextclick/objective.hpp\"");
        return std::type_identity<typename Output::scored>{};
    } else
        return std::type_identity<by_table>{};
}
}  // namespace detail
template <class Output>
using scoring_of = typename decltype(detail::find_scorer<Output>())::type;

}  // namespace objective
NEXTCLICK_END_NAMESPACE
