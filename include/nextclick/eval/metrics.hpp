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

/// The rank of a target among items of the same score.
enum class ties {
    expected,      ///< the mean of each figure over all orders of the items with that score
    standard,      ///< 1 + items with a higher score: ties count for the model
    conservative,  ///< items with a score at least as high: ties count against it
    median         ///< the mean of these two ranks
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

/// The rank of a target, 1 the best, given the number of other items with a higher and with the same score; for `ties::expected`
/// the mean rank, which does not determine the metrics.
double rank_of(std::size_t higher, std::size_t same, ties rule);

/// The metrics of one event at one list length.
struct gains {
    double recall = 0, mrr = 0, ndcg = 0;
};

/// The gains of targets under one rule.
/// cost      a few additions an event; for tied targets a table of 16 bytes per rank up to the largest cutoff
class gains_of {
public:
    explicit gains_of(ties rule) : rule_(rule) {}

    gains operator()(std::size_t k, std::size_t higher, std::size_t same);

private:
    /// The expectation over the ranks higher + 1 ... higher + same + 1, which are equally likely.
    gains expected(std::size_t k, std::size_t higher, std::size_t same);
    ties rule_;
    std::vector<double> mrr_{0}, ndcg_{0};  ///< sums over the first ranks
};

/// The metrics at one list length. Next-item protocol: one target an event. NaN if there was no event.
struct metrics_at {
    std::size_t k = 0;
    double recall = 0;      ///< share of events whose target is in the first k (= hit rate, "P@k")
    double mrr = 0;         ///< mean of 1/rank, 0 beyond k
    double ndcg = 0;        ///< mean of 1/log2(1+rank), 0 beyond k
    double coverage = 0;    ///< share of the catalogue that is in at least one list
    double popularity = 0;  ///< mean over lists of the items' support in training / the largest support
    /// Standard errors of the three means. The events of a session are dependent, so the sampling unit is the session (a ratio of
    /// two sums over sessions, linearised; Cochran, "Sampling techniques", 1977, 6.19). NaN for fewer than two sessions.
    gains error{};
};

/// Half the width of the 95 % confidence interval of a mean with this standard error. The normal approximation needs about 30 sessions.
constexpr double half_width_95(double standard_error) { return 1.959963984540054 * standard_error; }

/// Accumulates events, session by session: add() per event, then means().
class metrics_sum {
public:
    explicit metrics_sum(const std::vector<std::size_t>& cutoffs, ties rule = ties::expected);
    /// Adds an event; `next_session`: it is the first of another session than the previous event's.
    void add(const detail::target_rank& place, bool next_session);
    /// Adds an event whose target is not ranked.
    void add_miss(bool next_session);

    std::size_t events() const { return events_; }
    std::size_t sessions() const { return sessions_; }
    std::vector<metrics_at> means();

private:
    struct sum {
        double all = 0, session = 0;        ///< sum over all events, and over those of the current session
        double squares = 0, by_events = 0;  ///< sums over sessions: of the squared session sums, and of session sum x events
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
