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

/// What an evaluation needs to know of a model that ranks its whole catalogue.
struct evaluated_model {
    const data::vocabulary& items;
    std::size_t item_count = 0;
    bool causal = true;
    bool works_on_pairs = false;  ///< of clicks
    bool carries_states = false;  ///< from click to click
};

/// One evaluation of a model: the checks of log and options, then the log from event to event.
class full_ranking {
public:
    /// Throws as `evaluate`.
    full_ranking(const evaluated_model& model, const data::click_log& log, const options& options, const event_sink& each);

    /// The model's number of every item of the log.
    std::span<const item_index> to_model() const { return to_model_; }
    /// `columns`: those that the model reads.
    result by(prefix_ranking& ranks, std::span<const data::wanted_column> columns);

private:
    /// Every session by itself.
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
