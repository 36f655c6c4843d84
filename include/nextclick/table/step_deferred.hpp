// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/optimizer/concept.hpp"
#include "nextclick/table/deferred_rows.hpp"
#include "nextclick/table/item_table.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace table {

/// The tensors that are stepped together. Null if the model has no such tensor, or if it is frozen.
template <class E, class T = computed_of<E>>
struct stepped_tensors {
    row_table<E>* weights = nullptr;
    row_gradient<T>* gradient = nullptr;
    row_table<T>*first = nullptr, *second = nullptr;  ///< moments
};

/// Rows and biases of an item table that an optimiser steps, stored as elements E.
template <class E, class T = computed_of<E>>
struct stepped {
    item_table<T> table{};
    stepped_tensors<E> rows{};
    stepped_tensors<T> biases{};
};

namespace detail {

/// Adds the row that `g` holds for the same item, and marks that row as done.
template <class T>
void move_gradient(const row_gradient<T>& g, item_index item, std::span<T> made, std::span<char> done) {
    const item_index at = g.slot[item];
    if (at == no_item) return;
    simd::add(g.at(at), made);
    done[at] = 1;
}
template <class T>
std::span<char> nothing_done(const row_gradient<T>* g, pass& run) {
    const auto done = run.memory.template take_span<char>(g == nullptr ? 0 : g->touched.size());
    std::fill(done.begin(), done.end(), char(0));
    return done;
}
template <class T>
std::span<T> row_of(row_table<T>& t, item_index i) {
    return t.data.empty() ? std::span<T>() : t.row(i);
}
template <class E, class T>
void prefetch_row(const stepped_tensors<E, T>& rows, item_index i) {
    simd::prefetch(rows.weights->row(i));
    simd::prefetch(row_of(*rows.first, i));
    simd::prefetch(row_of(*rows.second, i));
}

}  // namespace detail

/// Steps rows whose gradients are computed a block at a time in cache, and never stored. Gradients in `to` of the same rows are added,
/// and removed from `to`. Rows of the table and of its moments are prefetched meanwhile.
/// cost  that of `make`, and the table and moments read and written once; memory a block a thread
template <optimizer::RowLocal O, class E, class T, DeferredRows<T> Deferred>
void step_deferred(const O& o, const optimizer::step_position& when, const Deferred& deferred, const stepped<E, T>& to, pass& run) {
    const auto& [table, rows, biases] = to;
    const bool has_rows = rows.weights != nullptr, has_biases = biases.weights != nullptr;
    if (deferred.size() == 0 || (!has_rows && !has_biases)) return;
    if (has_rows) optimizer::detail::check_shapes<O>(o.packs(), *rows.weights, *rows.gradient, *rows.first, *rows.second);
    const std::size_t width = has_rows ? rows.weights->cols : 0;
    const auto rule = o.template rule<T>(when);
    const auto done = detail::nothing_done(rows.gradient, run), bias_done = detail::nothing_done(biases.gradient, run);
    deferred.for_blocks(run, [&, &rows = rows, &biases = biases, &table = table](pass& local, std::size_t first, std::size_t n) {
        const auto mark = local.memory.here();
        const auto made = local.memory.template take<T>(n, width);
        const auto bias = local.memory.template take_span<T>(has_biases ? n : 0);
        for (std::size_t j = 0; has_rows && j < n; ++j)  // prefetch the scattered rows during the product
            detail::prefetch_row(rows, deferred.item(first + j));
        deferred.make(local, first, made, bias);
        for (std::size_t j = 0; has_rows && j < n; ++j) {
            const item_index item = deferred.item(first + j);
            if (first + n + j < deferred.size()) detail::prefetch_row(rows, deferred.item(first + n + j));
            table.backward(item, made.row(j));
            detail::move_gradient(*rows.gradient, item, made.row(j), done);
            optimizer::detail::step_stored(rule, optimizer::detail::rounding_of(when.step), item, rows.weights->row(item),
                                           std::span<const T>(made.row(j)), detail::row_of(*rows.first, item),
                                           detail::row_of(*rows.second, item));
        }
        if (has_biases) {
            const auto items = local.memory.template take_span<item_index>(n);
            for (std::size_t j = 0; j < n; ++j) {
                items[j] = deferred.item(first + j);
                detail::move_gradient(*biases.gradient, items[j], bias.subspan(j, 1), bias_done);
            }
            optimizer::detail::step_scalars(rule, std::span<const item_index>(items), std::span<const T>(bias),
                                            std::span(biases.weights->data), std::span(biases.first->data), std::span(biases.second->data));
        }
        local.memory.release(mark);
    });
    if (has_rows) rows.gradient->drop(done);
    if (has_biases) biases.gradient->drop(bias_done);
}

}  // namespace table
NEXTCLICK_END_NAMESPACE
