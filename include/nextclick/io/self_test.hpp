// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/io/columns.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/model/model.hpp"

/// The scores that a model file records, and that are recomputed when the file is read. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

/// Tolerance for scores, which may differ in the last bits between instruction sets.
inline constexpr double self_test_tolerance = 1e-4;

template <class T>
bool matches(std::span<const T> scores, std::span<const T> expected) {
    return std::ranges::equal(scores, expected, [](T a, T b) { return std::abs(a - b) <= self_test_tolerance * (1 + std::abs(b)); });
}

/// Scores of up to 64 items, spread over the catalogue, after three clicks; `as_stored`: without the output's row map.
template <class Model>
std::vector<typename Model::scalar> self_test(const Model& net, [[maybe_unused]] bool as_stored = false) {
    using T = typename Model::scalar;
    const auto count = static_cast<item_index>(net.item_count());
    const item_index clicks[] = {0, count / 2, count - 1};
    static constexpr std::uint32_t begin[] = {0, 1, 2, 3}, query_rows[] = {2};
    workspace memory;
    pass run{.memory = memory};
    event_rows rows{{begin, query_rows}, clicks, {}, {}, 1};
    const recorded_columns columns(net.policy.input, 3);
    rows.columns = columns.rows();
    const auto q = net.encode(run, rows).queries;
    std::vector<T> scores;
    const item_index step = std::max<item_index>(1, count / 64);
    for (item_index i = 0; i < count && scores.size() < 64; i += step) {
        scores.push_back(score_of_item(net, run, q.row(0), i));
        if constexpr (!output::row_map<typename Model::output_type>::identity) {
            const table::item_table<T> stored(net.table_of(net.weights), net.biases(), table::as_stored{});
            if (as_stored) stored.score(q.row(0), i, std::span(&scores.back(), 1));
        }
    }
    return scores;
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
