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

/// The gradients of an item table: those of its rows and those of its biases. Either may be missing: the tensor does not exist, or its
/// gradient is not needed.
template <class T>
class gradient {
public:
    gradient() = default;
    /// A null pointer: missing.
    gradient(const item_table<T>& table, row_gradient<T>* rows, row_gradient<T>* biases) : table_(table), rows_(rows), biases_(biases) {}

    bool has_biases() const { return biases_ != nullptr; }

    /// Adds factor x d to the gradient of an item's row, where d is the gradient of the row that is scored.
    void add(pass& run, item_index item, T factor, std::span<const T> d) const {
        if (rows_ == nullptr) return;
        if (!table_.has_row_map()) return simd::axpy<simd::default_arch, T>(factor, d, rows_->row(item));
        const auto mark = run.memory.here();
        const auto copy = run.memory.take_span<T>(d.size());
        std::copy_n(d.data(), d.size(), copy.data());
        table_.backward(item, copy);
        simd::axpy<simd::default_arch, T>(factor, std::span<const T>(copy), rows_->row(item));
        run.memory.release(mark);
    }
    void add_bias(item_index item, T d) const {
        if (biases_ != nullptr) biases_->row(item)[0] += d;
    }

    /// Adds deferred gradients, to obtain the complete gradient. What is missing is skipped.
    template <DeferredRows<T> Deferred>
    void add(const Deferred& deferred, pass& run) const {
        if (rows_ == nullptr && biases_ == nullptr) return;
        for (std::size_t j = 0; j < deferred.size(); ++j) {
            if (rows_ != nullptr) rows_->touch(deferred.item(j));
            if (biases_ != nullptr) biases_->touch(deferred.item(j));
        }
        deferred.for_blocks(run, [&](pass& local, std::size_t first, std::size_t n) {
            const auto mark = local.memory.here();
            const gradient_block<T> made(local, n, rows_ == nullptr ? 0 : rows_->cols, biases_ != nullptr);
            deferred.make(local, first, made);
            for (std::size_t j = 0; j < n; ++j) {
                const item_index item = deferred.item(first + j);
                if (rows_ != nullptr) {
                    table_.backward(item, made.row(j));
                    simd::add(made.row(j), rows_->at(rows_->slot[item]));
                }
                if (biases_ != nullptr) biases_->at(biases_->slot[item])[0] += made.biases()[j];
            }
            local.memory.release(mark);
        });
    }

private:
    item_table<T> table_{};
    row_gradient<T>* rows_ = nullptr;
    row_gradient<T>* biases_ = nullptr;
};

}  // namespace table
NEXTCLICK_END_NAMESPACE
