// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/simd/vector.hpp"
#include "nextclick/table/deferred_rows.hpp"
#include "nextclick/table/item_table.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace table {

/// The gradients of an item table. A null pointer: the tensor does not exist, or its gradient is not needed.
template <class T>
struct gradient {
    item_table<T> table{};
    row_gradient<T>* rows = nullptr;
    row_gradient<T>* biases = nullptr;

    /// Adds factor x d to the gradient of an item's row, where d is the gradient of the row that is scored.
    void add(pass& run, item_index item, T factor, std::span<const T> d) const {
        if (rows == nullptr) return;
        if (!table.has_row_map()) return simd::axpy<simd::default_arch, T>(factor, d, rows->row(item));
        const auto mark = run.memory.here();
        const auto copy = run.memory.take_span<T>(d.size());
        std::copy_n(d.data(), d.size(), copy.data());
        table.backward(item, copy);
        simd::axpy<simd::default_arch, T>(factor, std::span<const T>(copy), rows->row(item));
        run.memory.release(mark);
    }
    void add_bias(item_index item, T d) const {
        if (biases != nullptr) biases->row(item)[0] += d;
    }

    /// Adds deferred gradients, to obtain the complete gradient. A tensor that does not exist is skipped.
    template <DeferredRows<T> Deferred>
    void add(const Deferred& deferred, pass& run) const {
        if (rows == nullptr && biases == nullptr) return;
        for (std::size_t j = 0; j < deferred.size(); ++j) {
            if (rows != nullptr) rows->touch(deferred.item(j));
            if (biases != nullptr) biases->touch(deferred.item(j));
        }
        deferred.for_blocks(run, [&](pass& local, std::size_t first, std::size_t n) {
            const auto mark = local.memory.here();
            const auto made = local.memory.template take<T>(n, rows == nullptr ? 0 : rows->cols);
            const auto bias = local.memory.template take_span<T>(biases == nullptr ? 0 : n);
            deferred.make(local, first, made, bias);
            for (std::size_t j = 0; j < n; ++j) {
                const item_index item = deferred.item(first + j);
                if (rows != nullptr) {
                    table.backward(item, made.row(j));
                    simd::add(made.row(j), rows->at(rows->slot[item]));
                }
                if (biases != nullptr) biases->at(biases->slot[item])[0] += bias[j];
            }
            local.memory.release(mark);
        });
    }
};

}  // namespace table
NEXTCLICK_END_NAMESPACE
