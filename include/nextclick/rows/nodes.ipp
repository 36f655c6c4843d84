// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/rows/nodes.hpp"

NEXTCLICK_BEGIN_NAMESPACE

NEXTCLICK_INLINE lane_nodes::lane_nodes(workspace& memory, const packed_steps& steps) {
    const std::size_t rows = steps.rows(), lanes = steps.lanes();
    if (steps.item.size() != rows)
        throw argument_error("lane_nodes: the batch has " + std::to_string(steps.item.size()) + " items for " + std::to_string(rows) +
                             " rows; give packed_steps::item, as model.encode does");
    const auto node = memory.take_span<std::uint32_t>(rows), visible_counts = memory.take_span<std::uint32_t>(rows),
               first = memory.take_span<std::uint32_t>(lanes + 1);
    const auto items = memory.take_span<item_index>(rows);
    const auto mark = memory.here();
    const lane_order order(memory, steps);
    const auto by_item = memory.take_span<std::uint32_t>(rows);
    std::uint32_t nodes = 0;
    first[0] = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const auto row = order.row.subspan(order.row_begin[lane], order.rows(lane));
        const auto sorted = by_item.first(row.size());
        for (std::uint32_t t = 0; t < sorted.size(); ++t) sorted[t] = t;
        std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
            const item_index x = steps.item[row[a]], y = steps.item[row[b]];
            return x != y ? x < y : a < b;
        });
        // Until the nodes are numbered, `node` has the step of the item's first occurrence.
        for (std::size_t i = 0, equal = 0; i < sorted.size(); ++i) {
            if (steps.item[row[sorted[i]]] != steps.item[row[sorted[equal]]]) equal = i;
            node[row[sorted[i]]] = sorted[equal];
        }
        for (std::uint32_t t = 0; t < row.size(); ++t) {
            if (node[row[t]] == t) {
                items[nodes] = steps.item[row[t]];
                node[row[t]] = nodes++;
            } else {
                node[row[t]] = node[row[node[row[t]]]];
            }
            visible_counts[row[t]] = nodes - first[lane];
        }
        first[lane + 1] = nodes;
    }
    memory.release(mark);
    of_row = node;
    begin = first;
    visible = visible_counts;
    item = items.first(nodes);
}

NEXTCLICK_END_NAMESPACE
