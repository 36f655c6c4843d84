// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <span>
#include <type_traits>

#include "nextclick/core/packed.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/score_row.hpp"
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

inline constexpr std::size_t candidate_block = 96;  // candidates that a thread takes at a time
inline constexpr std::size_t loss_block = 4;        // rows of scores

template <class T>
T sum_in_order(std::span<const T> values, double divisor) {
    double total = 0;
    for (const T v : values) total += static_cast<double>(v);
    return static_cast<T>(total / divisor);
}

/// Rows items[first, end) of the table, one after the other. Rows lie anywhere: the next ones are asked for ahead.
template <class T>
void gather_rows(const row_table<T>& table, std::span<const item_index> items, view<T> to) {
    constexpr std::size_t ahead = 4;
    for (std::size_t j = 0; j < items.size(); ++j) {
        if (j + ahead < items.size()) simd::prefetch(table.row(items[j + ahead]));
        std::copy_n(table.row(items[j]).data(), table.cols, to.row(j).data());
    }
}

/// The columns of a sampled step: first every distinct item once, in order of appearance, then the repetitions. Scores
/// of a repetition are copied, and its gradient is added to the first one's: products see distinct items only.
struct column_order {
    std::size_t distinct = 0;                    ///< columns of the products
    std::span<const std::uint32_t> repeated{};   ///< column distinct + k repeats column repeated[k]
    std::span<const std::uint32_t> of_entry{};   ///< the column of every entry of the list
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

}  // namespace detail

/// Loss of a step over a shared list of candidates.
/// shapes    q (rows, d) queries; dq (rows, d) out.  g: gradients of table and bias, of which no row is touched yet
/// returns   sum of the row losses / nominal rows
/// cost      3 products of rows x distinct columns x d; memory rows x columns + distinct columns x d
template <class Model>
typename Model::scalar sampled_objective(const Model& net, pass& run, const event_rows& rows,
                                         view<const typename Model::scalar> q,
                                         const candidate_list<typename Model::scalar>& list,
                                         typename Model::gradient_pack& g, view<typename Model::scalar> dq) {
    using T = typename Model::scalar;
    using Activation = std::remove_cvref_t<decltype(net.policy.output.activation)>;
    const auto& table = net.table();
    auto& dtable = net.table_of(g);
    assert(dtable.touched.empty());
    const std::size_t n = rows.target.size(), own = list.in_batch ? n : 0, entries = own + list.drawn.size(), d = table.cols;

    // Entries of the list; without in-batch negatives the targets still need a row each, behind those of the columns.
    auto items = run.memory.take_span<item_index>(n + list.drawn.size());
    std::copy(list.drawn.begin(), list.drawn.end(), items.begin() + static_cast<std::ptrdiff_t>(own));
    std::copy(rows.target.begin(), rows.target.end(),
              items.begin() + static_cast<std::ptrdiff_t>(list.in_batch ? 0 : entries));
    auto position = run.memory.take_span<item_index>(items.size());
    dtable.touch_unset(items, position);
    const detail::column_order order = detail::order_columns(position.first(entries), run.memory);
    const std::size_t columns = order.count(), distinct = order.distinct, all = dtable.touched.size();
    const auto offset_of = [&](std::size_t entry) {  // bias and logQ correction
        const auto& correction = entry >= own && entry < entries ? list.drawn_correction : list.in_batch_correction;
        return net.bias(items[entry]) + (correction.empty() ? T(0) : correction[items[entry]]);
    };
    auto offset = run.memory.take_span<T>(columns);
    for (std::size_t j = 0; j < entries; ++j) offset[order.of_entry[j]] = offset_of(j);

    // Rows of the distinct items, and their scores while they are in cache.
    auto e = run.memory.take<T>(all, d);
    auto scores = run.memory.take<T>(n, columns);
    const auto turned = simd::pack_transposed<simd::default_arch, T>(
        q, run.memory.take_span<T>(simd::packed_size<simd::default_arch, T>(d, n)), run.threads);
    const int team = worth_threads(n * distinct * d) ? run.threads : 1;
    parallel_blocks(all, detail::candidate_block, team, [&](std::size_t first, std::size_t end) {
        detail::gather_rows<T>(table, std::span(dtable.touched).subspan(first, end - first), e.block(first, end - first));
        end = std::min(end, distinct);
        if (first < end)
            simd::product_tall<simd::default_arch, T>(turned, e.block(first, end - first),
                                                      scores.columns(first, end - first));
    });

    // Rows of scores become rows of gradients.
    auto apart = run.memory.take_span<T>(n);  // scores of targets that are no column, then their gradients
    auto values = run.memory.take_span<T>(n);
    const T scale = T(1) / static_cast<T>(rows.nominal_rows);
    const std::size_t blocks = (n + detail::loss_block - 1) / detail::loss_block;
    auto scratch = run.memory.take<T>(blocks, detail::score_row_scratch<Activation>(columns));
    auto excluded = run.memory.take<std::uint32_t>(blocks, list.mask_hits ? order.repeated.size() + 1 : 1);
    parallel_blocks(n, detail::loss_block, team, [&](std::size_t first, std::size_t end) {
        for (std::size_t r = first; r < end; ++r) {
            const auto row = scores.row(r);
            for (std::size_t k = 0; k < order.repeated.size(); ++k) row[distinct + k] = row[order.repeated[k]];
            simd::add<simd::default_arch, T>(offset, row);
            std::uint32_t *const stops = excluded.row(r / detail::loss_block).data(), *stop = stops;
            if (list.mask_hits) {
                if (const auto at = dtable.slot[rows.target[r]]; at < distinct) *stop++ = at;
                for (std::uint32_t k = 0; k < order.repeated.size(); ++k)
                    if (dtable.touched[order.repeated[k]] == rows.target[r])
                        *stop++ = static_cast<std::uint32_t>(distinct) + k;
            } else if (list.in_batch) {
                *stop++ = order.of_entry[r];
            }
            T target = list.in_batch ? row[order.of_entry[r]]
                                     : simd::dot<simd::default_arch, T>(q.row(r), e.row(position[entries + r])) +
                                           offset_of(entries + r);
            values[r] = detail::score_row(net.policy.loss, net.policy.output.activation, row, target, {stops, stop},
                                          scale, scratch.row(r / detail::loss_block).data());
            if (list.in_batch)
                row[order.of_entry[r]] = target;
            else
                apart[r] = target;
            for (std::size_t k = 0; k < order.repeated.size(); ++k) row[order.repeated[k]] += row[distinct + k];
        }
    });

    // Gradients: queries, rows of the table, bias.
    const auto ds = scores.columns(0, distinct);
    const auto de = dtable.all();
    simd::product(ds, e.block(0, distinct), dq, simd::write::overwrite, run.threads);
    simd::product_tn(ds, q, de.block(0, distinct), simd::write::overwrite, run.threads);
    if (!list.in_batch) {
        const auto beyond = de.block(distinct, all - distinct);
        std::fill_n(beyond.data, beyond.size(), T(0));
        for (std::size_t r = 0; r < n; ++r) {
            const std::size_t at = position[entries + r];
            simd::axpy<simd::default_arch, T>(apart[r], e.row(at), dq.row(r));
            simd::axpy<simd::default_arch, T>(apart[r], q.row(r), de.row(at));
        }
    }
    if constexpr (Model::output_type::has_bias) {
        g.output.bias.touch_unset(dtable.touched, run.memory.take_span<item_index>(all));
        const std::span<T> db(g.output.bias.data);
        std::fill(db.begin(), db.end(), T(0));
        parallel_blocks(distinct, 512, team, [&](std::size_t first, std::size_t end) {
            for (std::size_t r = 0; r < n; ++r)
                simd::add<simd::default_arch, T>(scores.row(r).subspan(first, end - first), db.subspan(first, end - first));
        });
        if (!list.in_batch)
            for (std::size_t r = 0; r < n; ++r) db[position[entries + r]] += apart[r];
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
    using Activation = std::remove_cvref_t<decltype(net.policy.output.activation)>;
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
        auto scratch = run.memory.take<T>(size, detail::score_row_scratch<Activation>(catalogue));
        parallel_blocks(size, 1, run.threads, [&](std::size_t r, std::size_t) {
            const std::uint32_t own = rows.target[first + r];
            T target = s(r, own);
            values[first + r] = detail::score_row(net.policy.loss, net.policy.output.activation, s.row(r), target,
                                                  std::span(&own, 1), scale, scratch.row(r).data());
            s(r, own) = target;
        });
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
