// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>
#include <type_traits>

#include "nextclick/core/packed.hpp"
#include "nextclick/model/list_row.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/score_row.hpp"
#include "nextclick/simd/product.hpp"

/// From queries to loss and gradients over a list of candidates that all rows share.
namespace nextclick::inline NEXTCLICK_ABI {

/// The columns of a sampled step. With in-batch negatives the targets of all rows come first, then the drawn items;
/// without, the columns are the drawn items and each row's own target stands beside them.
template <class T>
struct candidate_list {
    std::span<const item_index> drawn{};
    bool in_batch = true;
    bool mask_hits = false;  ///< leave out columns whose item is the row's own target (accidental hits)
    /// Added to the scores before the loss, per item of the catalogue (logQ correction); empty: none.
    std::span<const T> in_batch_correction{}, drawn_correction{};
};

/// The gradients of the candidates' rows of the table, made where they are used (optimizer::LateRows): that of row
/// items[j] is the sum over r of scores(r, j) queries(r, .).
template <class T>
struct sampled_rows {
    std::span<const item_index> items{};  ///< each once
    view<const T> scores{};               ///< (n, items.size()) gradients of scores
    view<const T> queries{};              ///< (n, d)
    simd::packed<T> packed{};             ///< the same, ready for products
    double score_squares = 0;             ///< sum of the squares of `scores`

    static constexpr std::size_t block = 24;  ///< rows at a time: two register tiles, which stay in the first cache

    std::size_t size() const { return items.size(); }
    item_index item(std::size_t j) const { return items[j]; }
    template <class F>
    void for_blocks(pass& run, const F& f) const {
        share_rows(run, items.size(), items.size() * queries.size(), [&](pass& part, std::size_t begin, std::size_t n) {
            for (std::size_t at = begin; at < begin + n; at += block) f(part, at, std::min(block, begin + n - at));
        });
    }
    void make(pass&, std::size_t first, view<T> to, std::span<T> bias) const {
        const view<const T> ds = scores.columns(first, to.rows);
        if (to.cols > 0) simd::product_tn<simd::default_arch, T>(ds, packed, to);
        if (bias.empty()) return;
        std::fill(bias.begin(), bias.end(), T(0));
        for (std::size_t r = 0; r < ds.rows; ++r) simd::add<simd::default_arch, T>(ds.row(r), bias);
    }
    /// By the sizes of the factors: |sum s q|² <= sum s² sum q², and |sum s|² <= n sum s².
    bool surely_finite() const {
        double query_squares = static_cast<double>(scores.rows);
        for (std::size_t r = 0; r < queries.rows; ++r) query_squares += static_cast<double>(simd::sum_squares(queries.row(r)));
        return std::sqrt(score_squares * query_squares) < static_cast<double>(std::numeric_limits<T>::max());  // false for NaN
    }
};

namespace detail {

inline constexpr std::size_t candidate_block = 24;  // candidates gathered at a time: two register tiles of rows
inline constexpr std::size_t loss_block = 4;        // rows of scores
inline constexpr std::size_t query_chunks = 8;      // parts of the candidates that make a part of dq each
inline constexpr std::size_t fewest_of_a_chunk = 64;

template <class T>
void prefetch_rows(const row_table<T>& table, std::span<const item_index> items) {
    for (const item_index i : items) simd::prefetch(table.row(i));
}

/// dq = ds e. Few rows are cut by candidates, since they would not keep the threads busy: a part of dq for each chunk,
/// added in order of the chunks.
template <class T>
void query_gradient(pass& run, view<const T> ds, view<const T> e, view<T> dq) {
    constexpr std::size_t few_rows = 64;
    if (ds.rows > few_rows || ds.cols < query_chunks * fewest_of_a_chunk)
        return simd::product(ds, e, dq, simd::write::overwrite, run.threads);
    const std::size_t chunk = (ds.cols + query_chunks - 1) / query_chunks;
    const int team = worth_threads(ds.size() * dq.cols) ? run.threads : 1;
    auto parts = run.memory.take<T>(query_chunks * dq.rows, dq.cols);
    parallel_blocks(ds.cols, chunk, team, [&](std::size_t first, std::size_t end) {
        simd::product(ds.columns(first, end - first), e.block(first, end - first), parts.block(first / chunk * dq.rows, dq.rows));
    });
    const std::size_t chunks = (ds.cols + chunk - 1) / chunk;
    parallel_blocks(dq.rows, 8, team, [&](std::size_t first, std::size_t end) {
        for (std::size_t r = first; r < end; ++r) {
            std::copy_n(parts.row(r).data(), dq.cols, dq.row(r).data());
            for (std::size_t c = 1; c < chunks; ++c) simd::add(parts.row(c * dq.rows + r), dq.row(r));
        }
    });
}

/// The columns of a sampled step: first every distinct item once, in order of appearance, then the repetitions. Scores
/// of a repetition are copied, and its gradient is added to the first one's: products see distinct items only.
struct column_order {
    std::size_t distinct = 0;                   ///< columns of the products
    std::span<const std::uint32_t> repeated{};  ///< column distinct + k repeats column repeated[k]
    std::span<const std::uint32_t> of_entry{};  ///< the column of every entry of the list
    std::size_t count() const { return distinct + repeated.size(); }
};

/// position[j]: that of entry j among the distinct ones, in order of appearance.
inline column_order order_columns(std::span<const item_index> position, workspace& memory) {
    auto of_entry = memory.take_span<std::uint32_t>(position.size());
    auto repeated = memory.take_span<std::uint32_t>(position.size());
    std::size_t distinct = 0, repeats = 0;
    for (std::size_t j = 0; j < position.size(); ++j) {
        if (position[j] == distinct)
            of_entry[j] = static_cast<std::uint32_t>(distinct++);
        else
            repeated[repeats++] = position[j];
    }
    for (std::size_t j = 0, next = 0, k = distinct; j < position.size(); ++j) {
        if (position[j] == next)
            ++next;
        else
            of_entry[j] = static_cast<std::uint32_t>(k++);
    }
    return {distinct, repeated.first(repeats), of_entry};
}

/// Scores as products of queries and rows of candidates. Rows: start(run, distinct items) takes e; fetch(items, first, end)
/// fills e; of_target(r, item) is the row of a query's own target.
template <class T, class Rows>
struct product_scorer {
    Rows source;
    view<const T> q{};
    simd::packed<T> turned{};

    void start(pass& run, std::span<const item_index> distinct, view<const T> queries) {
        q = queries;
        source.start(run, distinct);
        turned = simd::pack_transposed<simd::default_arch, T>(
            q, run.memory.take_span<T>(simd::packed_size<simd::default_arch, T>(q.cols, q.rows)), run.threads);
    }
    std::size_t cost(std::size_t distinct) const { return q.size() * distinct; }
    /// Scores (n, end - first) of these candidates, while their rows are in cache.
    void score(std::span<const item_index> distinct, std::size_t first, std::size_t end, view<T> to) const {
        source.fetch(distinct, first, end);
        simd::product_tall<simd::default_arch, T>(turned, source.e.block(first, end - first), to);
    }
    T target(std::size_t r, item_index item) const { return simd::dot<simd::default_arch, T>(q.row(r), source.of_target(r, item)); }
    /// dq from the gradients of scores; apart: of targets that are no candidates, or empty.
    void query_gradient(pass& run, std::span<const item_index> targets, view<const T> ds, std::span<const T> apart, view<T> dq) const {
        detail::query_gradient<T>(run, ds, source.e, dq);
        for (std::size_t r = 0; r < apart.size(); ++r)
            simd::axpy<simd::default_arch, T>(apart[r], source.of_target(r, targets[r]), dq.row(r));
    }
};

/// Rows as they lie in the table.
template <class Model, class T = typename Model::scalar>
struct rows_of_table {
    const Model& net;
    view<T> e{};  ///< of the distinct candidates

    void start(pass& run, std::span<const item_index> distinct) { e = run.memory.take<T>(distinct.size(), net.table().cols); }
    /// Those of the next block come meanwhile.
    void fetch(std::span<const item_index> distinct, std::size_t first, std::size_t end) const {
        prefetch_rows(net.table(), distinct.subspan(end, std::min(candidate_block, distinct.size() - end)));
        for (std::size_t j = first; j < end; ++j) std::copy_n(net.table().row(distinct[j]).data(), e.cols, e.row(j).data());
    }
    std::span<const T> of_target(std::size_t, item_index target) const { return net.table().row(target); }
};

/// What a sampled step leaves: gradients of the scores of distinct candidates, and the sum of their squares; those of
/// targets that are no candidates, empty with in-batch negatives.
template <class T>
struct score_gradients {
    std::span<const item_index> items;
    view<const T> ds;
    double squares;
    std::span<const T> apart;
    T loss;
};

/// The step, however candidates are scored.
template <class Model, class Scorer, class T = typename Model::scalar>
score_gradients<T> sampled_step(const Model& net, pass& run, const event_rows& rows, view<const T> q, const candidate_list<T>& list,
                                row_set& candidates, Scorer& scorer, view<T> dq) {
    using Activation = std::remove_cvref_t<decltype(net.policy.output.activation)>;
    assert(candidates.touched.empty() && candidates.slot.size() == net.item_count());
    const std::size_t n = rows.target.size(), own = list.in_batch ? n : 0, entries = own + list.drawn.size();

    auto items = run.memory.take_span<item_index>(entries);
    std::copy_n(rows.target.begin(), own, items.begin());
    std::copy(list.drawn.begin(), list.drawn.end(), items.begin() + static_cast<std::ptrdiff_t>(own));
    auto position = run.memory.take_span<item_index>(entries);
    for (std::size_t j = 0; j < entries; ++j) position[j] = static_cast<item_index>(candidates.touch(items[j]));
    const detail::column_order order = detail::order_columns(position, run.memory);
    const std::size_t columns = order.count(), distinct = order.distinct;
    const auto offset_of = [&](item_index item, bool is_drawn) {  // bias and logQ correction
        const auto& correction = is_drawn ? list.drawn_correction : list.in_batch_correction;
        return net.bias(item) + (correction.empty() ? T(0) : correction[item]);
    };
    auto offset = run.memory.take_span<T>(columns);
    for (std::size_t j = 0; j < entries; ++j) offset[order.of_entry[j]] = offset_of(items[j], j >= own);

    // Rows of the distinct items, and their scores while they are in cache; the rows of the next block come meanwhile.
    const std::span<const item_index> distinct_items(candidates.touched);
    scorer.start(run, distinct_items, q);
    auto scores = run.memory.take<T>(n, columns);
    const int team = worth_threads(scorer.cost(distinct)) ? run.threads : 1;
    parallel_blocks(distinct, detail::candidate_block, team, [&](std::size_t first, std::size_t end) {
        scorer.score(distinct_items, first, end, scores.columns(first, end - first));
    });

    // Rows of scores become rows of gradients.
    const auto values = run.memory.take_span<T>(n), squares = run.memory.take_span<T>(n);
    const auto apart = run.memory.take_span<T>(list.in_batch ? 0 : n);  // scores of targets that are no column, then their gradients
    const T scale = T(1) / static_cast<T>(rows.nominal_rows);
    const std::size_t blocks = (n + detail::loss_block - 1) / detail::loss_block;
    auto scratch = run.memory.take<T>(blocks, detail::score_row_scratch<Activation>(columns));
    auto excluded = run.memory.take<std::uint32_t>(blocks, list.mask_hits ? order.repeated.size() + 1 : 1);
    constexpr bool lists = loss::OfLists<typename Model::loss_type>;
    constexpr std::size_t most_relevant = 64;
    std::span<const std::uint32_t> next;
    if constexpr (lists) next = detail::next_queries(run.memory, rows.steps);
    parallel_blocks(n, detail::loss_block, team, [&](std::size_t first, std::size_t end) {
        for (std::size_t r = first; r < end; ++r) {
            const auto row = scores.row(r);
            if constexpr (lists) {  // every item of the list once
                simd::add<simd::default_arch, T>(offset.first(distinct), row.first(distinct));
                std::uint32_t relevant[most_relevant];
                T share[most_relevant];
                const std::size_t k = detail::relevant_columns<T>(
                    static_cast<std::uint32_t>(r), next, net.policy.loss.decay,
                    [&](std::uint32_t i) { return candidates.slot[rows.target[i]]; }, relevant, share);
                values[r] =
                    net.policy.loss.list(row.first(distinct), std::span<const std::uint32_t>(relevant, k), std::span<const T>(share, k));
                simd::scale(scale, row.first(distinct));
                squares[r] = simd::sum_squares<simd::default_arch, T>(row.first(distinct));
                continue;
            }
            for (std::size_t k = 0; k < order.repeated.size(); ++k) row[distinct + k] = row[order.repeated[k]];
            simd::add<simd::default_arch, T>(offset, row);
            std::uint32_t *const stops = excluded.row(r / detail::loss_block).data(), *stop = stops;
            if (list.mask_hits) {
                if (const auto at = candidates.slot[rows.target[r]]; at != no_item) *stop++ = at;
                for (std::uint32_t k = 0; k < order.repeated.size(); ++k)
                    if (distinct_items[order.repeated[k]] == rows.target[r]) *stop++ = static_cast<std::uint32_t>(distinct) + k;
            } else if (list.in_batch) {
                *stop++ = order.of_entry[r];
            }
            T target = list.in_batch ? row[order.of_entry[r]] : scorer.target(r, rows.target[r]) + offset_of(rows.target[r], false);
            values[r] = detail::score_row(net.policy.loss, net.policy.output.activation, row, target, {stops, stop}, scale,
                                          scratch.row(r / detail::loss_block).data());
            if (list.in_batch)
                row[order.of_entry[r]] = target;
            else
                apart[r] = target;
            for (std::size_t k = 0; k < order.repeated.size(); ++k) row[order.repeated[k]] += row[distinct + k];
            squares[r] = simd::sum_squares<simd::default_arch, T>(row.first(distinct));
        }
    });

    const view<const T> ds = scores.columns(0, distinct);
    scorer.query_gradient(run, rows.target, ds, apart, dq);
    return {distinct_items, ds, detail::sum_in_order<T>(squares, 1.0), apart,
            detail::sum_in_order<T>(values, static_cast<double>(rows.nominal_rows))};
}

/// The gradients of the candidates' rows, to be made where they are used.
template <class T>
sampled_rows<T> late_rows(pass& run, const score_gradients<T>& step, view<const T> q) {
    const auto packed =
        simd::pack<simd::default_arch, T>(q, run.memory.take_span<T>(simd::packed_size<simd::default_arch, T>(q.rows, q.cols)));
    return {step.items, step.ds, q, packed, step.squares};
}
}  // namespace detail

/// Loss of a step over a shared list of candidates.
/// shapes    q (rows, d) queries; dq (rows, d) out.  candidates: empty, of the size of the catalogue.
///           late: gradients of the candidates' rows of table and bias, views into `run.memory`, `candidates` and q.
///           g: those of targets that are no candidates are added to
/// returns   sum of the row losses / nominal rows
/// cost      3 products of rows x distinct columns x d; memory rows x columns + distinct columns x d
template <class Model>
typename Model::scalar sampled_objective(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                         const candidate_list<typename Model::scalar>& list, row_set& candidates,
                                         typename Model::gradient_pack& g, view<typename Model::scalar> dq,
                                         sampled_rows<typename Model::scalar>& late) {
    using T = typename Model::scalar;
    detail::product_scorer<T, detail::rows_of_table<Model>> scorer{{net}};
    const auto step = detail::sampled_step(net, run, rows, q, list, candidates, scorer, dq);
    late = detail::late_rows(run, step, q);
    for (std::size_t r = 0; r < step.apart.size(); ++r) {
        simd::axpy<simd::default_arch, T>(step.apart[r], q.row(r), net.table_of(g).row(rows.target[r]));
        if constexpr (Model::output_type::has_bias) g.output.bias.row(rows.target[r])[0] += step.apart[r];
    }
    return step.loss;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
