// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/rows/lane_order.hpp"

NEXTCLICK_BEGIN_NAMESPACE

NEXTCLICK_INLINE lane_order::lane_order(workspace& memory, const packed_steps& steps) {
    const std::size_t lanes = steps.lanes(), rows = steps.rows(), queries = steps.queries();
    const auto ends = memory.take_span<std::uint32_t>(lanes + 1), of_row = memory.take_span<std::uint32_t>(rows);
    ends[0] = 0;
    for (std::size_t t = 0; t < steps.count(); ++t) {  // lanes that are not in the next step end at this one
        const std::size_t longer = t + 1 < steps.count() ? steps.lanes(t + 1) : 0;
        for (std::size_t l = longer; l < steps.lanes(t); ++l) ends[l + 1] = static_cast<std::uint32_t>(t + 1);
    }
    for (std::size_t l = 0; l < lanes; ++l) ends[l + 1] += ends[l];
    for (std::size_t t = 0; t < steps.count(); ++t)
        for (std::size_t l = 0; l < steps.lanes(t); ++l) of_row[ends[l] + t] = static_cast<std::uint32_t>(steps.first(t) + l);
    row_begin = ends;
    row = of_row;

    const auto visible_counts = memory.take_span<std::uint32_t>(queries);
    visible = visible_counts;
    if (steps.query_rows.empty()) {
        query_begin = row_begin;
        query = row;
        for (std::size_t l = 0; l < lanes; ++l)
            for (std::size_t i = ends[l]; i < ends[l + 1]; ++i) visible_counts[i] = static_cast<std::uint32_t>(i - ends[l] + 1);
    } else {
        order_queries(memory, steps, visible_counts);
    }
    for (const std::uint32_t n : visible) pairs += n;
}

NEXTCLICK_INLINE void lane_order::order_queries(workspace& memory, const packed_steps& steps, std::span<std::uint32_t> visible_counts) {
    const std::size_t lanes = steps.lanes();
    const auto ends = memory.take_span<std::uint32_t>(lanes + 1), of_query = memory.take_span<std::uint32_t>(steps.query_rows.size());
    std::fill(ends.begin(), ends.end(), 0u);
    const auto for_each = [&](const auto& f) {
        for (std::size_t i = 0, t = 0; i < steps.query_rows.size(); ++i) {
            while (steps.query_rows[i] >= steps.begin[t + 1]) ++t;
            f(static_cast<std::uint32_t>(i), steps.query_rows[i] - steps.begin[t], static_cast<std::uint32_t>(t));
        }
    };
    // Filling moves each lane's begin to that of the next lane.
    for_each([&](std::uint32_t, std::uint32_t lane, std::uint32_t) { ++ends[lane + 1]; });
    for (std::size_t l = 0; l < lanes; ++l) ends[l + 1] += ends[l];
    for_each([&](std::uint32_t i, std::uint32_t lane, std::uint32_t t) {
        of_query[ends[lane]] = i;
        visible_counts[ends[lane]++] = t + 1;
    });
    for (std::size_t l = lanes; l > 0; --l) ends[l] = ends[l - 1];
    ends[0] = 0;
    query_begin = ends;
    query = of_query;
}

NEXTCLICK_END_NAMESPACE
