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

/// The tensors of rows, or of biases, that are stepped together. Null if the model has none, or if they are frozen.
template <class E, class T = computed_of<E>>
struct stepped_tensors {
    row_table<E>* weights = nullptr;
    row_gradient<T>* gradient = nullptr;
    row_table<T>*first = nullptr, *second = nullptr;  ///< moments
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

/// Rows and biases of an item table that an optimiser steps. The rows are stored as elements E.
template <class E, class T = computed_of<E>>
class stepped {
public:
    stepped() = default;  ///< nothing is stepped
    stepped(const item_table<T>& table, const stepped_tensors<E, T>& rows, const stepped_tensors<T>& biases)
        : table_(table), rows_(rows), biases_(biases) {}

    /// See item_table::max_gradient_factor.
    double max_gradient_factor() const { return table_.max_gradient_factor(); }

    /// Steps rows whose gradients are computed a block at a time in cache, and never stored. Gradients of the same rows that are stored
    /// are added, and removed from the tensors of gradients. Rows of the table and of its moments are prefetched meanwhile.
    /// cost  that of `make`, and the table and moments read and written once; memory a block a thread
    template <optimizer::RowLocal O, DeferredRows<T> Deferred>
    void step_deferred(const O& o, const optimizer::step_position& when, const Deferred& deferred, pass& run) const {
        const bool has_rows = rows_.weights != nullptr, has_biases = biases_.weights != nullptr;
        if (deferred.size() == 0 || (!has_rows && !has_biases)) return;
        if (has_rows) optimizer::detail::check_shapes<O>(o.packs(), *rows_.weights, *rows_.gradient, *rows_.first, *rows_.second);
        const std::size_t width = has_rows ? rows_.weights->cols : 0;
        const auto rule = o.template rule<T>(when);
        const auto done = detail::nothing_done(rows_.gradient, run), bias_done = detail::nothing_done(biases_.gradient, run);
        deferred.for_blocks(run, [&](pass& local, std::size_t first, std::size_t n) {
            const auto mark = local.memory.here();
            const gradient_block<T> made(local, n, width, has_biases);
            for (std::size_t j = 0; has_rows && j < n; ++j)  // prefetch the scattered rows during the product
                detail::prefetch_row(rows_, deferred.item(first + j));
            deferred.make(local, first, made);
            for (std::size_t j = 0; has_rows && j < n; ++j) {
                const item_index item = deferred.item(first + j);
                if (first + n + j < deferred.size()) detail::prefetch_row(rows_, deferred.item(first + n + j));
                table_.backward(item, made.row(j));
                detail::move_gradient(*rows_.gradient, item, made.row(j), done);
                optimizer::detail::step_stored(rule, optimizer::detail::rounding_of(when.step), item, rows_.weights->row(item),
                                               std::span<const T>(made.row(j)), detail::row_of(*rows_.first, item),
                                               detail::row_of(*rows_.second, item));
            }
            if (has_biases) {
                const auto items = local.memory.template take_span<item_index>(n);
                for (std::size_t j = 0; j < n; ++j) {
                    items[j] = deferred.item(first + j);
                    detail::move_gradient(*biases_.gradient, items[j], made.biases().subspan(j, 1), bias_done);
                }
                optimizer::detail::step_scalars(rule, std::span<const item_index>(items), std::span<const T>(made.biases()),
                                                std::span(biases_.weights->data), std::span(biases_.first->data),
                                                std::span(biases_.second->data));
            }
            local.memory.release(mark);
        });
        if (has_rows) rows_.gradient->drop(done);
        if (has_biases) biases_.gradient->drop(bias_done);
    }

private:
    item_table<T> table_{};
    stepped_tensors<E, T> rows_{};
    stepped_tensors<T> biases_{};
};

}  // namespace table
NEXTCLICK_END_NAMESPACE
