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

/// What the head of a model says about a running session: with `head::intent`, the probability that it ends as the column
/// says. Nothing if none of the clicks is known to the model; clicks on unknown items are passed over. Encodes all clicks
/// anew, since such encoders carry nothing; once the longest session has been seen, a thread allocates nothing.
/// shapes    clicks: dense numbers (`net.items().find(...)`), oldest first
template <class Model>
requires Model::has_head std::optional<typename Model::scalar> intent(const Model& net, std::span<const item_index> clicks) {
    static_assert(input::column_count<typename Model::input_type> == 0,
                  "serve::intent is given items alone; a model that reads columns is asked by encode() and ask_head()");
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
    const std::uint32_t asked[] = {begin.back() - 1};
    const event_rows rows{{begin, asked}, known, {}, {}, 1};
    pass run{.memory = memory};
    return net.ask_head(run, net.encode(run, rows))[0];
}

}  // namespace serve
NEXTCLICK_END_NAMESPACE
