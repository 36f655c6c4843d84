// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/baseline/popularity.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace baseline {

NEXTCLICK_INLINE popularity::popularity(const data::click_log& log, const options_type& options)
    : items_(log.shared_items()), options_(options) {
    about_.learned_from(log);
    count(about_.support);
}

NEXTCLICK_INLINE popularity::popularity(std::shared_ptr<const data::vocabulary> items, const options_type& options, data::provenance about)
    : items_(std::move(items)), options_(options), about_(std::move(about)) {
    if (about_.support.size() != item_count())
        throw data_error("baseline::popularity: " + std::to_string(about_.support.size()) + " counts for " + std::to_string(item_count()) +
                         " items");
    count(about_.support);
}

NEXTCLICK_INLINE void popularity::count(std::span<const std::uint32_t> support) {
    const popularity_options& options = options_;
    simd::top_k_heap<float> best(std::min(options.kept, support.size()));
    for (item_index i = 0; i < support.size(); ++i)
        if (support[i] > 0) best.offer(static_cast<float>(support[i]), i);
    top_.resize(best.size());
    best.sorted_into(top_);
    for (auto& [item, score] : top_) score /= 1 + score;
}

NEXTCLICK_INLINE session_popularity::session_popularity(std::shared_ptr<const data::vocabulary> items, const options_type& options,
                                                        data::provenance about)
    : overall_(std::move(items), options, std::move(about)) {}

NEXTCLICK_INLINE void session_popularity::score(const ranker::clicks& session, ranker::score_list& scores) const {
    overall_.score(session, scores);
    for (const item_index i : session.items) scores.add(i, 1);
}

}  // namespace baseline

NEXTCLICK_END_NAMESPACE
