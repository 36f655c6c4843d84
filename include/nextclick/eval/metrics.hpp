// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstddef>
#include <vector>

#include "nextclick/core/config.hpp"

namespace nextclick::inline NEXTCLICK_ABI::eval {

/// How a target shares its place with items of the same score.
enum class ties {
    standard,      ///< 1 + items with a higher score: ties count for the model
    conservative,  ///< items with a score at least as high: ties count against it
    median         ///< the mean of the two
};

/// The place of a target, 1 the best, from how many other items score higher and how many the same.
inline double rank_of(std::size_t higher, std::size_t same, ties rule) {
    const auto best = static_cast<double>(higher) + 1, worst = best + static_cast<double>(same);
    switch (rule) {
        case ties::standard:
            return best;
        case ties::conservative:
            return worst;
        case ties::median:
            break;
    }
    return (best + worst) / 2;
}

/// Accuracy at one list length. Next-item protocol: one target an event.
struct metrics_at {
    std::size_t k = 0;
    double recall = 0;      ///< share of events whose target is in the first k (= hit rate, "P@k")
    double mrr = 0;         ///< mean of 1/rank, 0 beyond k
    double ndcg = 0;        ///< mean of 1/log2(1+rank), 0 beyond k
    double coverage = 0;    ///< share of the catalogue that stands in at least one list
    double popularity = 0;  ///< mean over lists of the items' support in training / the largest support
};

/// Sums of many events; add() per event, then means().
class metrics_sum {
public:
    explicit metrics_sum(const std::vector<std::size_t>& cutoffs) {
        for (const std::size_t k : cutoffs) at_.push_back({.k = k});
    }
    void add(double rank) {
        ++events_;
        for (auto& m : at_) {
            if (rank > static_cast<double>(m.k)) continue;
            m.recall += 1;
            m.mrr += 1 / rank;
            m.ndcg += 1 / std::log2(1 + rank);
        }
    }
    /// A target that cannot be ranked, because the model does not know it.
    void add_miss() { ++events_; }

    std::size_t events() const { return events_; }
    std::vector<metrics_at> means() const {
        auto result = at_;
        const double n = events_ == 0 ? 1 : static_cast<double>(events_);
        for (auto& m : result) {
            m.recall /= n;
            m.mrr /= n;
            m.ndcg /= n;
        }
        return result;
    }

private:
    std::vector<metrics_at> at_;
    std::size_t events_ = 0;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::eval
