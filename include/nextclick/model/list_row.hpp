// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>

#include "nextclick/core/packed.hpp"
#include "nextclick/core/workspace.hpp"

/// What of a list of candidates is relevant to a query: the targets of the later queries of its lane.
namespace nextclick::inline NEXTCLICK_ABI::detail {

/// Of every query the next one of its lane, or `no_item`.
inline std::span<const std::uint32_t> next_queries(workspace& memory, const packed_steps& steps) {
    const auto next = memory.take_span<std::uint32_t>(steps.queries()), last = memory.take_span<std::uint32_t>(steps.lanes());
    std::fill(next.begin(), next.end(), no_item);
    std::fill(last.begin(), last.end(), no_item);
    for (std::uint32_t i = 0, t = 0; i < next.size(); ++i) {
        const std::size_t row = steps.row_of_query(i);
        while (row >= steps.begin[t + 1]) ++t;
        std::uint32_t& before = last[row - steps.begin[t]];
        if (before != no_item) next[before] = i;
        before = i;
    }
    return next;
}

/// The columns that are relevant to a query, and their shares: f(k) is the column of the target of query k.
/// shapes    relevant, share: scratch of any size from 1 on; as many as fit are used
/// returns   how many there are
template <class T, class F>
std::size_t relevant_columns(std::uint32_t query, std::span<const std::uint32_t> next, double decay, const F& column,
                             std::span<std::uint32_t> relevant, std::span<T> share) {
    std::size_t n = 0;
    double worth = 1, total = 0;
    for (std::uint32_t i = query; i != no_item && n < relevant.size() && worth >= 1e-3; i = next[i], worth *= decay) {
        relevant[n] = column(i);
        share[n++] = static_cast<T>(worth);
        total += worth;
    }
    for (std::size_t k = 0; k < n; ++k) share[k] = static_cast<T>(static_cast<double>(share[k]) / total);
    return n;
}

}  // namespace nextclick::inline NEXTCLICK_ABI::detail
