// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/compare.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

NEXTCLICK_INLINE void session_sums::operator()(const ranked_event& e) {
    if (events_.empty()) {
        cutoffs_ = e.options->cutoffs;
        rule_ = e.options->rule;
        gains_ = gains_of(rule_);
        events_.resize(e.log->session_count());
        sums_.resize(events_.size() * width());
    }
    ++events_[e.session];
    if (!e.ranked()) return;
    double* sum = &sums_[e.session * width()];
    for (const std::size_t k : cutoffs_) {
        const gains g = gains_(k, e.higher, e.same);
        *sum++ += g.recall;
        *sum++ += g.mrr;
        *sum++ += g.ndcg;
    }
}

NEXTCLICK_INLINE const difference& comparison::operator()(std::string_view figure, std::size_t k) const {
    for (const difference& d : at)
        if (d.k == k && d.figure == figure) return d;
    throw argument_error("eval::comparison: " + std::string(figure) + " at cutoff " + std::to_string(k) + " was not compared");
}

}  // namespace eval
namespace eval::detail {

NEXTCLICK_INLINE paired_sessions::paired_sessions(const session_sums& x, const session_sums& y)
    : width(x.width()), a(x.width()), b(x.width()) {
    if (x.cutoffs() != y.cutoffs() || x.rule() != y.rule())
        throw argument_error("eval::compare: the two were evaluated at other cutoffs, or by another rule for ties; use the same options");
    if (x.events().size() != y.events().size())
        throw argument_error("eval::compare: the two were evaluated on logs of " + std::to_string(x.events().size()) + " and " +
                             std::to_string(y.events().size()) + " sessions; a paired comparison needs the same log");
    for (std::size_t s = 0; s < x.events().size(); ++s) {
        if (x.events()[s] != y.events()[s])
            throw argument_error("eval::compare: session " + std::to_string(s) + " has in one evaluation " + std::to_string(x.events()[s]) +
                                 " targets and in the other " + std::to_string(y.events()[s]) +
                                 "; evaluate both on the same log with the same targets, last_only and target_items");
        if (x.events()[s] == 0) continue;
        events.push_back(x.events()[s]);
        all_events += x.events()[s];
        for (std::size_t f = 0; f < width; ++f) {
            a[f] += x.of(s)[f];
            b[f] += y.of(s)[f];
            differences.push_back(x.of(s)[f] - y.of(s)[f]);
        }
    }
    if (events.size() < 2)
        throw argument_error("eval::compare: " + std::to_string(events.size()) +
                             " sessions with an event; sessions are resampled: two are necessary, and hundreds are advisable");
}

NEXTCLICK_INLINE void resample(const paired_sessions& from, random_stream random, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
    double events = 0;
    random_block words{};
    for (std::size_t i = 0; i < from.sessions(); ++i) {
        if (i % 4 == 0) words = random.block(i / 4);
        const auto s = static_cast<std::size_t>((std::uint64_t{words[i % 4]} * from.sessions()) >> 32);
        events += from.events[s];
        for (std::size_t f = 0; f < from.width; ++f) out[f] += from.of(s)[f];
    }
    for (double& x : out) x /= events;
}

NEXTCLICK_INLINE void flip_signs(const paired_sessions& from, random_stream random, std::span<double> out) {
    std::fill(out.begin(), out.end(), 0.0);
    random_block words{};
    for (std::size_t i = 0; i < from.sessions(); ++i) {
        if (i % 128 == 0) words = random.block(i / 128);
        const double sign = (words[i / 32 % 4] >> (i % 32) & 1u) != 0 ? 1 : -1;
        for (std::size_t f = 0; f < from.width; ++f) out[f] += sign * from.of(i)[f];
    }
    for (double& x : out) x /= from.all_events;
}

NEXTCLICK_INLINE double quantile(std::span<const double> sorted, double share) {
    const double at = share * static_cast<double>(sorted.size() - 1), below = std::floor(at);
    const auto i = static_cast<std::size_t>(below);
    return sorted[i] + (at - below) * (sorted[std::min(i + 1, sorted.size() - 1)] - sorted[i]);
}

}  // namespace eval::detail
namespace eval {

NEXTCLICK_INLINE comparison compare(const session_sums& a, const session_sums& b, const compare_options& options) {
    if (options.resamples == 0 || options.resamples > 1'000'000'000 || !(options.level > 0 && options.level < 1))
        throw argument_error("eval::compare: resamples must be from 1 to 1,000,000,000, and the level of the intervals between 0 and 1");
    const detail::paired_sessions pairs(a, b);
    const std::size_t width = pairs.width, n = options.resamples;
    std::vector<double> drawn(n * width), flipped(n * width);
    for_each_block(n, 8, options.threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t r = first; r < last; ++r) {
            const random_stream random{options.seed, r};
            detail::resample(pairs, random.fork(1), std::span(drawn).subspan(r * width, width));
            detail::flip_signs(pairs, random.fork(2), std::span(flipped).subspan(r * width, width));
        }
    });
    comparison result{
        .sessions = pairs.sessions(), .events = static_cast<std::size_t>(pairs.all_events), .level = options.level, .rule = a.rule()};
    constexpr std::string_view figures[] = {"Recall", "MRR", "NDCG"};
    std::vector<double> resampled(n);
    for (std::size_t f = 0; f < width; ++f) {
        difference d{.k = a.cutoffs()[f / 3],
                     .figure = figures[f % 3],
                     .a = pairs.a[f] / pairs.all_events,
                     .b = pairs.b[f] / pairs.all_events,
                     .mean = (pairs.a[f] - pairs.b[f]) / pairs.all_events};
        double size = 0;
        for (std::size_t s = 0; s < pairs.sessions(); ++s) size += std::abs(pairs.of(s)[f]);
        const double rounding = 1e-12 * size / pairs.all_events;  // tolerance for sums of the same numbers in another order
        std::size_t as_large = 0, not_above = 0, not_below = 0;
        for (std::size_t r = 0; r < n; ++r) {
            as_large += std::abs(flipped[r * width + f]) >= std::abs(d.mean) - rounding ? 1 : 0;
            not_above += drawn[r * width + f] <= rounding ? 1 : 0;
            not_below += drawn[r * width + f] >= -rounding ? 1 : 0;
            resampled[r] = drawn[r * width + f];
        }
        const auto p = [&](std::size_t count) { return static_cast<double>(1 + count) / static_cast<double>(1 + n); };
        d.p_permutation = p(as_large);
        d.p_bootstrap = std::min(1.0, 2 * p(std::min(not_above, not_below)));
        std::sort(resampled.begin(), resampled.end());
        d.low = detail::quantile(resampled, (1 - options.level) / 2);
        d.high = detail::quantile(resampled, (1 + options.level) / 2);
        result.at.push_back(d);
    }
    return result;
}

}  // namespace eval

NEXTCLICK_END_NAMESPACE
