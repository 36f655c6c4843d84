// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/data/click_log.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/simd/top_k.hpp"

namespace nextclick::inline NEXTCLICK_ABI::baseline {

struct popularity_options {
    std::size_t kept = 100;  ///< so many items are ranked
};

/// POP: the items clicked most, for everybody: score = clicks / (1 + clicks) (models.md 4.6).
class popularity {
public:
    using options = popularity_options;
    static std::string name() { return "popularity"; }

    explicit popularity(const data::click_log& log, const options& how = {}) : items_(log.shared_items()) {
        const auto support = log.item_support();
        simd::top_k_heap<float> best(std::min(how.kept, support.size()));
        for (item_index i = 0; i < support.size(); ++i)
            if (support[i] > 0) best.offer(static_cast<float>(support[i]), i);
        top_.resize(best.size());
        best.sorted_into(top_);
        for (auto& [item, score] : top_) score /= 1 + score;
    }

    const data::vocabulary& items() const { return *items_; }
    std::size_t item_count() const { return items_->size(); }
    void score(const ranker::clicks&, ranker::score_list& scores) const {
        for (const auto& [item, score] : top_) scores.add(item, score);
    }

private:
    std::shared_ptr<const data::vocabulary> items_;
    std::vector<simd::scored<float>> top_;
};
static_assert(ranker::Ranker<popularity>);

/// S-POP: the items clicked most in the session, and behind them those clicked most by everybody: score = clicks in the session
/// + POP's score, which is below 1.
class session_popularity {
public:
    using options = popularity_options;
    static std::string name() { return "session_popularity"; }

    explicit session_popularity(const data::click_log& log, const options& how = {}) : everybody_(log, how) {}

    const data::vocabulary& items() const { return everybody_.items(); }
    std::size_t item_count() const { return everybody_.item_count(); }
    void score(const ranker::clicks& session, ranker::score_list& scores) const {
        everybody_.score(session, scores);
        for (const item_index i : session.items) scores.add(i, 1);
    }

private:
    popularity everybody_;
};
static_assert(ranker::Ranker<session_popularity>);

}  // namespace nextclick::inline NEXTCLICK_ABI::baseline
