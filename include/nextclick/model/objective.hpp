// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <span>

#include "nextclick/core/packed.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/score_rows.hpp"
#include "nextclick/simd/product.hpp"

/// From queries to loss and gradients: the only place where scores meet the loss while training. Two forms: a list of
/// candidates shared by all rows, or the whole catalogue.
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

namespace detail {

template <class T>
T sum_in_order(std::span<const T> values, double divisor) {
    double total = 0;
    for (const T v : values) total += static_cast<double>(v);
    return static_cast<T>(total / divisor);
}

/// rows of `table`, one after the other.
template <class T>
void gather_rows(const row_table<T>& table, std::span<const item_index> items, view<T> to, int threads) {
    parallel_blocks(items.size(), 256, threads, [&](std::size_t first, std::size_t end) {
        for (std::size_t j = first; j < end; ++j)
            std::copy_n(table.row(items[j]).data(), table.cols, to.row(j).data());
    });
}

/// Adds row j of d to the gradient of row items[j]; the sums of duplicates are made in order of j on any thread count.
template <class T>
void scatter_rows(row_gradient<T>& g, std::span<const item_index> items, view<const T> d, pass& run) {
    auto slot = run.memory.take_span<std::uint32_t>(items.size());
    for (std::size_t j = 0; j < items.size(); ++j) slot[j] = static_cast<std::uint32_t>(g.touch(items[j]));
    constexpr std::size_t block = 512;  // slots that one thread owns
    const int threads = items.size() * d.cols < 50'000 ? 1 : run.threads;
    parallel_blocks(g.touched.size(), block, threads, [&](std::size_t first, std::size_t end) {
        for (std::size_t j = 0; j < items.size(); ++j)
            if (slot[j] >= first && slot[j] < end) simd::add<xsimd::default_arch, T>(d.row(j), g.at(slot[j]));
    });
}

}  // namespace detail

/// Loss of a step over a shared list of candidates.
/// shapes    q (rows, d) queries; dq (rows, d) out.  g: gradients of table and bias are added
/// returns   sum of the row losses / nominal rows
/// cost      3 products of rows x columns x d; memory rows x columns + 2 columns x d
template <class Model>
typename Model::scalar sampled_objective(const Model& net, pass& run, const event_rows& rows,
                                         view<const typename Model::scalar> q,
                                         const candidate_list<typename Model::scalar>& list,
                                         typename Model::gradient_pack& g, view<typename Model::scalar> dq) {
    using T = typename Model::scalar;
    const auto& table = net.table();
    const std::size_t n = rows.target.size(), own = list.in_batch ? n : 0, cols = own + list.drawn.size();
    // Without in-batch negatives the targets still need a row each, behind the columns of the matrix.
    auto items = run.memory.take_span<item_index>(n + list.drawn.size());
    std::copy(list.drawn.begin(), list.drawn.end(), items.begin() + static_cast<std::ptrdiff_t>(own));
    std::copy(rows.target.begin(), rows.target.end(),
              items.begin() + static_cast<std::ptrdiff_t>(list.in_batch ? 0 : cols));
    auto e = run.memory.take<T>(items.size(), table.cols);
    detail::gather_rows<T>(table, items, e, run.threads);

    // Bias and logQ correction of each column.
    auto offset = run.memory.take_span<T>(items.size());
    for (std::size_t j = 0; j < items.size(); ++j) {
        const auto& correction = j >= own && j < cols ? list.drawn_correction : list.in_batch_correction;
        offset[j] = net.bias(items[j]) + (correction.empty() ? T(0) : correction[items[j]]);
    }

    auto scores = run.memory.take<T>(n, cols);
    simd::product_nt(q, e.block(0, cols), scores, run.memory, simd::write::overwrite, run.threads);
    auto targets = run.memory.take_span<T>(n);
    for (std::size_t r = 0; r < n; ++r) {
        simd::add<xsimd::default_arch, T>(offset.first(cols), scores.row(r));
        if (!list.in_batch) targets[r] = simd::dot<xsimd::default_arch, T>(q.row(r), e.row(cols + r)) + offset[cols + r];
    }

    auto values = run.memory.take_span<T>(n);
    const T scale = T(1) / static_cast<T>(rows.nominal_rows);
    detail::score_rows(
        net.policy.loss, net.policy.output.activation, run, scores, targets, values, scale,
        [&](std::size_t r) { return list.in_batch ? static_cast<std::uint32_t>(r) : detail::no_column; },
        [&](std::size_t r, std::uint32_t* hits) {
            if (list.mask_hits)
                for (std::uint32_t c = 0; c < cols; ++c)
                    if (items[c] == rows.target[r]) *hits++ = c;
            return hits;
        },
        list.mask_hits ? cols : 0);

    // Gradients: queries, rows of the table, bias.
    simd::product(scores, e.block(0, cols), dq, simd::write::overwrite, run.threads);
    auto de = run.memory.take<T>(items.size(), table.cols);
    simd::product_tn(scores, q, de.block(0, cols), simd::write::overwrite, run.threads);
    if (!list.in_batch)
        for (std::size_t r = 0; r < n; ++r) {
            simd::axpy<xsimd::default_arch, T>(targets[r], e.row(cols + r), dq.row(r));
            std::fill_n(de.row(cols + r).data(), table.cols, T(0));
            simd::axpy<xsimd::default_arch, T>(targets[r], q.row(r), de.row(cols + r));
        }
    detail::scatter_rows<T>(net.table_of(g), items, de, run);
    if constexpr (Model::output_type::has_bias) {
        auto db = run.memory.take_zeros<T>(1, items.size());
        for (std::size_t r = 0; r < n; ++r) {
            simd::add<xsimd::default_arch, T>(scores.row(r), db.row(0).first(cols));
            if (!list.in_batch) db(0, cols + r) = targets[r];
        }
        for (std::size_t j = 0; j < items.size(); ++j) g.output.bias.row(items[j])[0] += db(0, j);
    }
    return detail::sum_in_order<T>(values, static_cast<double>(rows.nominal_rows));
}

/// Loss of a step over the whole catalogue, a block of rows after the other.
/// memory    `block` rows x catalogue, and the gradient of the table; never batch x catalogue
template <class Model>
typename Model::scalar full_objective(const Model& net, pass& run, const event_rows& rows,
                                      view<const typename Model::scalar> q, typename Model::gradient_pack& g,
                                      view<typename Model::scalar> dq, std::size_t block = 32) {
    using T = typename Model::scalar;
    const view<const T> table = net.table();
    const std::size_t n = rows.target.size(), catalogue = table.rows;
    auto& g_table = net.table_of(g);
    for (item_index i = 0; i < catalogue; ++i) g_table.touch(i);  // every row steps
    // Rows that other parts of the model touched first sit in other places: sum apart, then add by row.
    auto de = run.memory.take_zeros<T>(catalogue, table.cols);
    auto scores = run.memory.take<T>(std::min(block, n), catalogue);
    auto values = run.memory.take_span<T>(n);
    auto db = run.memory.take_zeros<T>(1, catalogue);
    const T scale = T(1) / static_cast<T>(rows.nominal_rows);
    for (std::size_t first = 0; first < n; first += block) {
        const std::size_t size = std::min(block, n - first);
        const auto mark = run.memory.here();
        const auto s = scores.block(0, size);
        simd::product_nt(q.block(first, size), table, s, run.memory, simd::write::overwrite, run.threads);
        if constexpr (Model::output_type::has_bias)
            for (std::size_t r = 0; r < size; ++r)
                simd::add<xsimd::default_arch, T>(net.weights.output.bias.data, s.row(r));
        detail::score_rows(
            net.policy.loss, net.policy.output.activation, run, s, std::span<T>{}, values.subspan(first, size), scale,
            [&](std::size_t r) { return rows.target[first + r]; },
            [](std::size_t, std::uint32_t* hits) { return hits; }, 0);
        simd::product(s, table, dq.block(first, size), simd::write::overwrite, run.threads);
        simd::product_tn(s, q.block(first, size), de, simd::write::accumulate, run.threads);
        if constexpr (Model::output_type::has_bias)
            for (std::size_t r = 0; r < size; ++r) simd::add<xsimd::default_arch, T>(s.row(r), db.row(0));
        run.memory.release(mark);
    }
    parallel_blocks(catalogue, 512, run.threads, [&](std::size_t first, std::size_t end) {
        for (std::size_t i = first; i < end; ++i)
            simd::add<xsimd::default_arch, T>(de.row(i), g_table.at(g_table.slot[i]));
    });
    if constexpr (Model::output_type::has_bias)
        for (item_index i = 0; i < catalogue; ++i) g.output.bias.row(i)[0] += db(0, i);
    return detail::sum_in_order<T>(values, static_cast<double>(rows.nominal_rows));
}

}  // namespace nextclick::inline NEXTCLICK_ABI
