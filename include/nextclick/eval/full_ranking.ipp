// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>

#include "nextclick/data/encode.hpp"
#include "nextclick/eval/full_ranking.hpp"
#include "nextclick/eval/known_items.hpp"
#include "nextclick/model/long_sessions.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE full_ranking::full_ranking(const evaluated_model& model, const data::click_log& log, const options& options,
                                            const event_sink& each)
    : model_(model), log_(log), options_(options), each_(each) {
    check_options(options, model.item_count);
    if (!model.causal || model.works_on_pairs)
        check_session_lengths(log, options.max_length, "eval::evaluate",
                              model.causal ? "attention over its pairs of clicks" : "a pass over each of its prefixes");
    start_ = std::chrono::steady_clock::now();
    to_model_ = data::translation(log.items(), model.items);
    check_log(log, to_model_, model.items, options, result_);
}

NEXTCLICK_INLINE result full_ranking::by(prefix_ranking& ranks, std::span<const data::required_column> columns) {
    tally sum(log_, model_.item_count, options_, each_, result_);
    if (options_.history == nullptr)
        rank_sessions(ranks, sum);
    else
        user_replay(model_.items, columns, model_.carries_states, log_, to_model_, options_).rank(ranks, sum);
    sum.finish();
    result_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    return result_;
}

NEXTCLICK_INLINE void full_ranking::rank_sessions(prefix_ranking& ranks, tally& sum) const {
    constexpr std::size_t max_queued = 1 << 16;  // misses need no lanes, so prefixes.full() alone would not bound them
    prefix_lanes prefixes(model_.causal, options_.max_length, options_.kept, std::max<std::size_t>(options_.batch, 1));
    // Unknown items have no input: the query remains that of the known clicks before (docs/models.md 2.3, 6.2).
    const auto in_model = [&](item_index i) { return i == no_item ? no_item : to_model_[i]; };
    bool stop = false;
    const auto flush = [&] {
        ranks.add(prefixes);
        ranks.finish_queued(sum);
        prefixes.clear();
        stop = options_.stop_requested && options_.stop_requested();
    };
    for (std::size_t s = 0; s < log_.session_count() && !stop; ++s) {
        const auto events = log_.items_of(s);
        const std::uint32_t begin = log_.session_begin()[s];
        for (std::size_t t = 0; t + 1 < events.size(); ++t) {
            const std::uint32_t event = begin + static_cast<std::uint32_t>(t);
            if (in_model(events[t]) != no_item) prefixes.click(event);
            const item_index target = in_model(events[t + 1]);
            if (!is_evaluated(log_, s, event + 1, target, options_)) continue;
            sum.queue(sum.event(s, event + 1, target, prefixes.clicks() > 0));
            if (target == no_item || prefixes.clicks() == 0) continue;
            prefixes.add_query(target);
            if (prefixes.full()) flush();
        }
        prefixes.end_session();
        if (prefixes.full() || sum.queued() >= max_queued) flush();
    }
    if (!stop) flush();
}

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
