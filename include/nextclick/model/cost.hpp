// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "nextclick/core/cost.hpp"
#include "nextclick/model/model.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// The cost of a model over a catalogue, at compile time if all widths are in the type:
///     constexpr auto step = cost_of<zoo::gru4rec<100>>{.items = 37'000}.step(32);
/// Candidates of a sampled step are counted as distinct items; a repeated item costs nothing.
template <class Model>
struct cost_of {
    std::size_t items = 0;
    typename Model::policies policy{};

    /// Input, encoder and pooling, for one row.
    constexpr cost::layer query_cost() const {
        const std::size_t in = policy.input.width();
        return policy.input.cost(folded()) + policy.encoder.cost(in) + policy.pooling.cost(policy.encoder.width(in));
    }
    constexpr std::size_t query_width() const { return policy.pooling.width(policy.encoder.width(policy.input.width())); }
    /// Items that the rows of a step are scored against.
    constexpr std::size_t candidate_count(std::size_t rows) const {
        return Model::objective_type::candidate_count(policy.sampler, items, rows);
    }

    /// A training step of `rows` rows, of which `first` are the first of their lane in the batch (all of them, with
    /// session-parallel batches of one step). `moments`: numbers that the optimiser stores for each parameter.
    /// Bytes: dense parameters and the rows of tables are read and written once by the step, with their moments. Scores that the
    /// softmax over all items computes a second time to save memory are not counted.
    constexpr cost::total step(std::size_t rows, std::size_t first, std::size_t moments = 0) const {
        cost::layer t = query_cost();
        if constexpr (Model::has_head) t = t + policy.head.cost(policy.encoder.inner_width(policy.input.width()));
        const auto n = static_cast<double>(rows), c = static_cast<double>(candidate_count(rows));
        const double through_time = static_cast<double>(t.through_time) * static_cast<double>(rows - first);
        const cost::layer row = row_cost();  // per candidate; a computed row counts once
        const double numbers = static_cast<double>(t.dense + row.dense) + static_cast<double>(t.gathered) * n +
                               c * (Model::has_table ? row_numbers() : static_cast<double>(row.gathered));
        return {static_cast<double>(t.forward + t.backward) * n + through_time + static_cast<double>(row.forward + row.backward) * c +
                    3 * n * c * static_cast<double>(query_width()),
                numbers * 2 * static_cast<double>((1 + moments) * sizeof(scalar))};
    }
    constexpr cost::total step(std::size_t rows) const { return step(rows, rows); }

    /// A click of one session and the search for the best items: bound by reading the table.
    constexpr cost::total click() const { return ranking(1); }

    /// Ranking all items for this many queries at once.
    constexpr cost::total ranking(std::size_t queries) const {
        const cost::layer t = query_cost();
        const auto n = static_cast<double>(queries), all = static_cast<double>(items);
        return {n * (static_cast<double>(t.forward) + all * static_cast<double>(query_width())),
                (static_cast<double>(t.dense) + static_cast<double>(t.gathered) * n + all * row_numbers()) *
                    static_cast<double>(sizeof(scalar))};
    }

private:
    using scalar = typename Model::scalar;
    constexpr cost::layer row_cost() const {
        if constexpr (!Model::has_table) return policy.output.row_cost();
        return {};
    }
    constexpr double row_numbers() const {
        return static_cast<double>(query_width() + output::numbers_beside_row<typename Model::output_type>);
    }
    constexpr auto folded() const {
        if constexpr (Model::input_type::folded)
            return encoder::apply_folded(policy.encoder, [](const auto& folded, auto...) { return folded; });
        else
            return std::size_t{0};
    }
};

NEXTCLICK_END_NAMESPACE
