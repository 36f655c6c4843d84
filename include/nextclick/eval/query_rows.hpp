// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// The rows of a batch that have a query, and the index of each query. Rows are marked in any order, any number of times, and then
/// numbered in ascending order.
class query_rows {
public:
    void clear(std::size_t rows) { query_.assign(rows, no_query); }
    void mark(std::size_t row) { query_[row] = 0; }
    void number() {
        rows_.clear();
        for (std::uint32_t row = 0; row < query_.size(); ++row) {
            if (query_[row] == no_query) continue;
            query_[row] = static_cast<std::uint32_t>(rows_.size());
            rows_.push_back(row);
        }
    }
    std::uint32_t query(std::size_t row) const { return query_[row]; }
    /// For `packed_steps::query_rows`: empty if every row has a query.
    std::span<const std::uint32_t> rows() const {
        return rows_.size() < query_.size() ? std::span<const std::uint32_t>(rows_) : std::span<const std::uint32_t>();
    }

private:
    static constexpr std::uint32_t no_query = static_cast<std::uint32_t>(-1);
    std::vector<std::uint32_t> query_, rows_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
