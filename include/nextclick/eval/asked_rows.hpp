// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/rows/packed_steps.hpp"

namespace nextclick::inline NEXTCLICK_ABI::eval::detail {

/// Which rows of a batch are asked, and which query that makes each: rows are marked in any order, any number of times, and
/// then numbered once, ascending.
class asked_rows {
public:
    void clear(std::size_t rows) { query_.assign(rows, silent); }
    void mark(std::size_t row) { query_[row] = 0; }
    void number() {
        rows_.clear();
        for (std::uint32_t row = 0; row < query_.size(); ++row) {
            if (query_[row] == silent) continue;
            query_[row] = static_cast<std::uint32_t>(rows_.size());
            rows_.push_back(row);
        }
    }
    std::uint32_t query(std::size_t row) const { return query_[row]; }
    /// As a batch says it: nothing if all are asked.
    std::span<const std::uint32_t> rows() const {
        return rows_.size() < query_.size() ? std::span<const std::uint32_t>(rows_) : std::span<const std::uint32_t>();
    }

private:
    static constexpr std::uint32_t silent = static_cast<std::uint32_t>(-1);
    std::vector<std::uint32_t> query_, rows_;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::eval::detail
