// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/packed.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/loss/concept.hpp"
#include "nextclick/simd/vector.hpp"

namespace nextclick::inline NEXTCLICK_ABI {

/// Loss of a step from queries and the rows of their targets alone; no other item is looked at.
/// shapes    q (rows, d) queries; dq (rows, d) out; gradients of the table's rows are added to g
/// returns   sum of the row losses / nominal rows.   cost  a few passes over 2 rows x d a query, no product
template <class Model>
requires loss::OfTargets<typename Model::loss_type>
typename Model::scalar target_objective(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                        view<typename Model::scalar> dq, typename Model::gradient_pack& g) {
    using T = typename Model::scalar;
    const T scale = T(1) / static_cast<T>(rows.nominal_rows);
    const auto d_row = run.memory.template take_span<T>(q.cols);
    double total = 0;
    for (std::size_t i = 0; i < q.rows; ++i) {
        const item_index item = rows.target[i];
        total += static_cast<double>(net.policy.loss.pair(q.row(i), net.table().row(item), dq.row(i), d_row));
        simd::scale(scale, dq.row(i));
        simd::axpy(scale, std::span<const T>(d_row), net.table_of(g).row(item));
    }
    return static_cast<T>(total / static_cast<double>(rows.nominal_rows));
}

}  // namespace nextclick::inline NEXTCLICK_ABI
