// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/storage.hpp"

/// What the steps of encoder::detail::attentive_steps record for backward, and the gradients that they exchange.
NEXTCLICK_BEGIN_NAMESPACE
namespace encoder::detail {

/// Rows in packed order, unless stated otherwise. "By lanes": the rows of a lane are contiguous; `row` holds their packed positions.
template <class T, class Bridge>
struct attentive_tape {
    view<const T> x;
    view<T> gates, extra, previous, state;
    typename Bridge::template tape<T> bridge;
    std::span<const std::uint32_t> row_begin, row;
    std::size_t forward_columns;
    view<T> h;                             // by lanes
    view<T> key, key_exponentials, query;  // keys by lanes; `exponential` marks the queries stored as exponentials
    std::span<char> exponential;           // (rows)
    view<T> context;
    std::span<T> weights;                        // (n, n) per lane
    std::span<const std::size_t> weights_begin;  // (lanes)

    std::size_t length(std::size_t lane) const { return row_begin[lane + 1] - row_begin[lane]; }
    std::size_t first_row(std::size_t lane) const { return row[row_begin[lane]]; }
    std::size_t last_row(std::size_t lane) const { return row[row_begin[lane + 1] - 1]; }
    std::span<T> weights_of(std::size_t lane, std::size_t step) const {
        return weights.subspan(weights_begin[lane] + step * length(lane), length(lane));
    }
};
/// Gradients of x (rows, I) and h (rows, W).
template <class T>
struct attentive_inputs_gradient {
    view<const T> x;
    view<T> h;
};

/// Keys and contexts by lanes, queries in packed order; score: per lane, summed in lane order.
template <class T>
struct attentive_gradient {
    view<T> query, key, score, context;
};

}  // namespace encoder::detail
NEXTCLICK_END_NAMESPACE
