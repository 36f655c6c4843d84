// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/blocks.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/eval/ranked_event.hpp"

/// Significance tests for the difference between two models.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// A callback of `evaluate` that stores the sums of every session, the input of a comparison.
/// memory    8 bytes x 3 x the cutoffs, and 4, for each session of the log
class session_sums {
public:
    void operator()(const ranked_event& e);
    const std::vector<std::size_t>& cutoffs() const { return cutoffs_; }
    ties rule() const { return rule_; }
    std::span<const std::uint32_t> events() const { return events_; }  ///< number of events of every session of the log
    /// Recall, MRR and NDCG of each cutoff in turn, summed over the events of a session.
    std::span<const double> of(std::size_t session) const { return std::span(sums_).subspan(session * width(), width()); }
    std::size_t width() const { return 3 * cutoffs_.size(); }

private:
    std::vector<std::size_t> cutoffs_;
    ties rule_ = ties::expected;
    gains_of gains_{ties::expected};
    std::vector<std::uint32_t> events_;
    std::vector<double> sums_;
};

struct compare_options {
    std::size_t resamples = 2000;  ///< number of bootstrap samples, and of permutations
    double level = 0.95;           ///< confidence level of the intervals
    std::uint64_t seed = 1;
    int threads = available_threads();
};

/// One metric of both models.
struct difference {
    std::size_t k = 0;
    std::string_view figure;   ///< "Recall", "MRR", "NDCG"
    double a = 0, b = 0;       ///< values of the two models
    double mean = 0;           ///< a - b
    double low = 0, high = 0;  ///< confidence interval of the mean: percentiles of the bootstrap
    double p_permutation = 1;  ///< two-sided: fraction of random sign flips that give a difference as large
    double p_bootstrap = 1;    ///< two-sided: fraction of bootstrap differences with the other sign, or 0
};

struct comparison {
    std::vector<difference> at{};
    std::size_t sessions = 0, events = 0;
    double level = 0.95;
    ties rule = ties::expected;

    /// Throws `argument_error` for a figure or cutoff that was not compared.
    const difference& operator()(std::string_view figure, std::size_t k) const;
};

namespace detail {
/// The differences of two evaluations by session, without sessions that have no event.
struct paired_sessions {
    std::size_t width = 0;
    std::vector<double> differences;  ///< width numbers a session
    std::vector<double> events;
    std::vector<double> a, b;  ///< sums over all
    double all_events = 0;

    paired_sessions(const session_sums& x, const session_sums& y);
    std::size_t sessions() const { return events.size(); }
    const double* of(std::size_t session) const { return &differences[session * width]; }
};

/// Computes the difference of the means over sessions drawn with replacement.
void resample(const paired_sessions& from, random_stream random, std::span<double> out);
/// Computes the difference of the means with a random sign for each session's difference, as under the null hypothesis that the
/// models are exchangeable.
void flip_signs(const paired_sessions& from, random_stream random, std::span<double> out);

/// The quantile `share` of sorted numbers, by linear interpolation.
double quantile(std::span<const double> sorted, double share);
}  // namespace detail

/// Compares two evaluations of one log by pairs: a bootstrap that draws sessions with replacement, and a permutation test
/// that swaps the two models within sessions. The sampling unit is the session: the clicks of a session are dependent, and treating
/// them as independent would report differences that do not exist. p-values are (1 + as extreme) / (1 + resamples), so that none is
/// 0; each is of one figure, without a correction for multiple tests. The same seed gives the same numbers with any number of
/// threads.
/// errors    `argument_error` for evaluations of different clicks, fewer than two sessions, options out of range
/// cost      resamples x sessions x figures additions, twice
comparison compare(const session_sums& a, const session_sums& b, const compare_options& options = {});

/// Evaluates both models on the log with the same options and compares them. For models that need separate options (a history of
/// users, other cuts) call `evaluate` with a `session_sums` for each, then the function above.
template <class A, class B>
comparison compare(const A& a, const B& b, const data::click_log& log, options options = {}, const compare_options& by = {}) {
    options.list_metrics = false;
    options.support.clear();
    session_sums of_a, of_b;
    evaluate(a, log, options, of_a);
    evaluate(b, log, options, of_b);
    return compare(of_a, of_b, by);
}

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/compare.ipp"
#endif
