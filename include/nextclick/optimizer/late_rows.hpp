// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/optimizer/concept.hpp"
#include "nextclick/optimizer/late_gradients.hpp"

/// Gradients of many rows of a table that are multiplied out where they are used: made a block at a time in cache,
/// stepped at once, and never stored. Rows of the table and of its moments come from memory meanwhile.
namespace nextclick::inline NEXTCLICK_ABI::optimizer {

/// The tensors that step together: of the item table, or of its bias. Null where nothing shall step.
template <class T>
struct late_tensors {
    row_table<T>* weights = nullptr;  ///< null: the model has no such tensor, or it is frozen
    row_gradient<T>* gradient = nullptr;
    row_table<T>*first = nullptr, *second = nullptr;
};

namespace detail {

/// The rows that `g` holds for the same items are added, and marked as done.
template <class T>
void take_over(const row_gradient<T>& g, item_index item, std::span<T> made, std::span<char> done) {
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
template <class T>
void prefetch_row(const late_tensors<T>& table, item_index i) {
    simd::prefetch(table.weights->row(i));
    simd::prefetch(row_of(*table.first, i));
    simd::prefetch(row_of(*table.second, i));
}

}  // namespace detail

/// Steps the late rows, with what the gradients hold for the same rows, and takes those out of the gradients.
/// cost  what `make` costs, and the table and moments read and written once; memory a block a thread
template <RowLocal O, class T, LateRows<T> Late>
void step_late(const O& o, const moment& when, const Late& late, const late_tensors<T>& table, const late_tensors<T>& bias, pass& run) {
    const bool has_table = table.weights != nullptr, has_bias = bias.weights != nullptr;
    if (late.size() == 0 || (!has_table && !has_bias)) return;
    if (has_table) detail::check_shapes<O>(o.packs(), *table.weights, *table.gradient, *table.first, *table.second);
    const std::size_t width = has_table ? table.weights->cols : 0;
    const auto rule = o.template rule<T>(when);
    const auto done = detail::nothing_done(table.gradient, run), bias_done = detail::nothing_done(bias.gradient, run);
    late.for_blocks(run, [&](pass& part, std::size_t first, std::size_t n) {
        const auto mark = part.memory.here();
        const auto made = part.memory.template take<T>(n, width);
        const auto biases = part.memory.template take_span<T>(has_bias ? n : 0);
        for (std::size_t j = 0; has_table && j < n; ++j)  // rows lie anywhere: they come while the product is made
            detail::prefetch_row(table, late.item(first + j));
        late.make(part, first, made, biases);
        for (std::size_t j = 0; has_table && j < n; ++j) {
            const item_index item = late.item(first + j);
            if (first + n + j < late.size()) detail::prefetch_row(table, late.item(first + n + j));
            detail::take_over(*table.gradient, item, made.row(j), done);
            rule(table.weights->row(item), std::span<const T>(made.row(j)), detail::row_of(*table.first, item),
                 detail::row_of(*table.second, item));
        }
        if (has_bias) {
            const auto items = part.memory.template take_span<item_index>(n);
            for (std::size_t j = 0; j < n; ++j) {
                items[j] = late.item(first + j);
                detail::take_over(*bias.gradient, items[j], biases.subspan(j, 1), bias_done);
            }
            detail::step_scalars(rule, std::span<const item_index>(items), std::span<const T>(biases), std::span(bias.weights->data),
                                 std::span(bias.first->data), std::span(bias.second->data));
        }
        part.memory.release(mark);
    });
    if (has_table) table.gradient->drop(done);
    if (has_bias) bias.gradient->drop(bias_done);
}

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer
