// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "nextclick/eval/options.hpp"
#include "nextclick/eval/ranked_event.hpp"
#include "nextclick/eval/ranking.hpp"
#include "nextclick/eval/tally.hpp"
#include "nextclick/eval/user_replay.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// The properties of a model with a full catalogue ranking that an evaluation needs.
struct evaluated_model {
    const data::vocabulary& items;
    std::size_t item_count = 0;
    bool causal = true;
    bool works_on_pairs = false;  ///< the cost is quadratic in the clicks
    bool carries_states = false;  ///< whether a lane's state is carried from click to click
};

/// One evaluation of a model: checks log and options, then ranks the events of the log.
class full_ranking {
public:
    /// Throws as `evaluate`.
    full_ranking(const evaluated_model& model, const data::click_log& log, const options& options, const event_sink& each);

    /// The model's index of every item of the log.
    std::span<const item_index> to_model() const { return to_model_; }
    /// `columns`: the columns that the model reads.
    result by(prefix_ranking& ranks, std::span<const data::required_column> columns);

private:
    /// Ranks every session independently.
    void rank_sessions(prefix_ranking& ranks, tally& sum) const;

    evaluated_model model_;
    const data::click_log& log_;
    const options& options_;
    const event_sink& each_;
    std::chrono::steady_clock::time_point start_;
    std::vector<item_index> to_model_;
    result result_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/full_ranking.ipp"
#endif
