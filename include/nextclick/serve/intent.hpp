// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nextclick/input/column.hpp"
#include "nextclick/model/model.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace serve {

/// The output of a model's head for a running session: with `head::intent`, the probability that the session ends in the labelled
/// outcome. std::nullopt if no click is on a known item; unknown items are skipped. Encodes all clicks on every call, because
/// these encoders carry no state; a thread allocates nothing once it has encoded its longest session.
/// shapes    clicks: dense numbers (`net.items().find(...)`), oldest first
template <class Model>
requires Model::has_head std::optional<typename Model::scalar> intent(const Model& net, std::span<const item_index> clicks) {
    static_assert(input::column_count<typename Model::input_type> == 0,
                  "serve::intent takes items alone; for a model that reads columns call encode() and predict_head()");
    thread_local workspace memory;
    thread_local std::vector<item_index> known;
    thread_local std::vector<std::uint32_t> begin;
    memory.reset();
    known.clear();
    begin.assign(1, 0);
    for (const item_index i : clicks)
        if (i < net.item_count()) {
            known.push_back(i);
            begin.push_back(static_cast<std::uint32_t>(known.size()));
        }
    if (known.empty()) return std::nullopt;
    const std::uint32_t query_row[] = {begin.back() - 1};
    const event_rows rows{{begin, query_row}, known, {}, {}, 1};
    pass run{.memory = memory};
    return net.predict_head(run, net.encode(run, rows))[0];
}

}  // namespace serve
NEXTCLICK_END_NAMESPACE
