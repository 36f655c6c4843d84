// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string_view>
#include <vector>

#include "nextclick/core/config.hpp"
#include "nextclick/eval/target_rank.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// How a target shares its place with items of the same score.
enum class ties {
    expected,      ///< the mean of each figure over all orders of the items with that score
    standard,      ///< 1 + items with a higher score: ties count for the model
    conservative,  ///< items with a score at least as high: ties count against it
    median         ///< the mean of the two places
};

constexpr std::string_view name_of(ties rule) {
    switch (rule) {
        case ties::standard:
            return "standard";
        case ties::conservative:
            return "conservative";
        case ties::median:
            return "median";
        case ties::expected:
            break;
    }
    return "expected";
}

/// The place of a target, 1 the best, from how many other items score higher and how many the same; the mean place of
/// `ties::expected`, whose figures are no function of it.
double rank_of(std::size_t higher, std::size_t same, ties rule);

/// What one event adds to the figures at one list length.
struct gains {
    double recall = 0, mrr = 0, ndcg = 0;
};

/// The gains of targets under one rule.
/// cost      a few additions an event; of tied targets once a table as long as the last place that counts, 16 bytes each
class gains_of {
public:
    explicit gains_of(ties rule) : rule_(rule) {}

    gains operator()(std::size_t k, std::size_t higher, std::size_t same);

private:
    /// The target stands at each of the places higher + 1 ... higher + same + 1 with the same probability.
    gains expected(std::size_t k, std::size_t higher, std::size_t same);
    ties rule_;
    std::vector<double> mrr_{0}, ndcg_{0};  ///< sums over the first places
};

/// Accuracy at one list length. Next-item protocol: one target an event. NaN where there was no event.
struct metrics_at {
    std::size_t k = 0;
    double recall = 0;      ///< share of events whose target is in the first k (= hit rate, "P@k")
    double mrr = 0;         ///< mean of 1/rank, 0 beyond k
    double ndcg = 0;        ///< mean of 1/log2(1+rank), 0 beyond k
    double coverage = 0;    ///< share of the catalogue that stands in at least one list
    double popularity = 0;  ///< mean over lists of the items' support in training / the largest support
    /// Standard errors of the three means. The events of a session are not independent, so that sessions are what varies (of the
    /// ratio of two sums over sessions, by linearisation; Cochran, "Sampling techniques", 1977, 6.19). NaN for fewer than two sessions.
    gains error{};
};

/// Half the width of the 95 % interval of a mean with this standard error, by the normal distribution: for some 30 sessions or more.
constexpr double half_width_95(double standard_error) { return 1.959963984540054 * standard_error; }

/// Sums of many events, session by session; add() per event, then means().
class metrics_sum {
public:
    explicit metrics_sum(const std::vector<std::size_t>& cutoffs, ties rule = ties::expected);
    /// Of the session of the event before, unless this one is the first of the next.
    void add(const detail::target_rank& place, bool next_session);
    /// A target that is not ranked, because the model does not know it.
    void add_miss(bool next_session);

    std::size_t events() const { return events_; }
    std::size_t sessions() const { return sessions_; }
    std::vector<metrics_at> means();

private:
    struct sum {
        double all = 0, session = 0;        ///< of the events, and of those of this session
        double squares = 0, by_events = 0;  ///< over sessions: of their squared sums, and of these times their events
        void add(double x);
        void end_session(double events);
    };
    struct sums_at {
        std::size_t k;
        sum recall{}, mrr{}, ndcg{};
    };

    void end_session();
    double mean(const sum& s) const {
        return events_ == 0 ? std::numeric_limits<double>::quiet_NaN() : s.all / static_cast<double>(events_);
    }
    double error(const sum& s) const;

    gains_of gains_;
    std::vector<sums_at> at_;
    std::size_t events_ = 0, sessions_ = 0, of_session_ = 0;
    double squared_events_ = 0;
};

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/metrics.ipp"
#endif
