// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <cstddef>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/stored.hpp"
#include "nextclick/simd/vector.hpp"

/// Lookup of the rows of a table by an input, and the gradients of these rows.
NEXTCLICK_BEGIN_NAMESPACE
namespace table {

/// Copies one row.
template <class E>
void look_up(const row_table<E>& table, std::size_t row, std::span<computed_of<E>> to) {
    assert(row < table.rows);
    decode<E>(table.row(row), to);
}
/// shapes  result (rows.size(), table.cols), in the workspace of the pass.   cost  a row read for each
template <class E>
view<const computed_of<E>> look_up(const row_table<E>& table, pass& run, std::span<const item_index> rows) {
    const auto to = run.memory.take<computed_of<E>>(rows.size(), table.cols);
    for (std::size_t r = 0; r < rows.size(); ++r) look_up(table, rows[r], to.row(r));
    return to;
}

/// Adds each row of d to the gradient of the row of the table that it was looked up from.
template <class T>
void scatter(row_gradient<T>& table, std::span<const item_index> rows, view<const T> d) {
    for (std::size_t r = 0; r < rows.size(); ++r) simd::add<simd::default_arch, T>(d.row(r), table.row(rows[r]));
}

}  // namespace table
NEXTCLICK_END_NAMESPACE
