// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/metrics.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

NEXTCLICK_INLINE double rank_of(std::size_t higher, std::size_t same, ties rule) {
    const auto best = static_cast<double>(higher) + 1, worst = best + static_cast<double>(same);
    switch (rule) {
        case ties::standard:
            return best;
        case ties::conservative:
            return worst;
        case ties::median:
        case ties::expected:
            break;
    }
    return (best + worst) / 2;
}

NEXTCLICK_INLINE gains gains_of::operator()(std::size_t k, std::size_t higher, std::size_t same) {
    if (same > 0 && rule_ == ties::expected) return expected(k, higher, same);
    const double rank = rank_of(higher, same, rule_);
    if (rank > static_cast<double>(k)) return {};
    return {1, 1 / rank, 1 / std::log2(1 + rank)};
}

NEXTCLICK_INLINE gains gains_of::expected(std::size_t k, std::size_t higher, std::size_t same) {
    const std::size_t last = std::min(k, higher + same + 1);
    if (last <= higher) return {};
    while (mrr_.size() <= last) {
        const auto place = static_cast<double>(mrr_.size());
        mrr_.push_back(mrr_.back() + 1 / place);
        ndcg_.push_back(ndcg_.back() + 1 / std::log2(1 + place));
    }
    const auto places = static_cast<double>(same + 1);
    return {static_cast<double>(last - higher) / places, (mrr_[last] - mrr_[higher]) / places, (ndcg_[last] - ndcg_[higher]) / places};
}

NEXTCLICK_INLINE metrics_sum::metrics_sum(const std::vector<std::size_t>& cutoffs, ties rule) : gains_(rule) {
    for (const std::size_t k : cutoffs) at_.push_back({.k = k});
}

NEXTCLICK_INLINE void metrics_sum::add(const detail::target_rank& place, bool next_session) {
    add_miss(next_session);
    for (auto& m : at_) {
        const gains g = gains_(m.k, place.higher, place.same);
        m.recall.add(g.recall);
        m.mrr.add(g.mrr);
        m.ndcg.add(g.ndcg);
    }
}

NEXTCLICK_INLINE void metrics_sum::add_miss(bool next_session) {
    if (next_session) end_session();
    sessions_ += next_session || events_ == 0 ? 1 : 0;
    ++events_;
    ++of_session_;
}

NEXTCLICK_INLINE std::vector<metrics_at> metrics_sum::means() {
    end_session();
    std::vector<metrics_at> result;
    for (const auto& m : at_)
        result.push_back({.k = m.k,
                          .recall = mean(m.recall),
                          .mrr = mean(m.mrr),
                          .ndcg = mean(m.ndcg),
                          .error = {error(m.recall), error(m.mrr), error(m.ndcg)}});
    return result;
}

NEXTCLICK_INLINE void metrics_sum::sum::add(double x) {
    all += x;
    session += x;
}

NEXTCLICK_INLINE void metrics_sum::sum::end_session(double events) {
    squares += session * session;
    by_events += session * events;
    session = 0;
}

NEXTCLICK_INLINE void metrics_sum::end_session() {
    const auto n = static_cast<double>(of_session_);
    for (auto& m : at_)
        for (sum* s : {&m.recall, &m.mrr, &m.ndcg}) s->end_session(n);
    squared_events_ += n * n;
    of_session_ = 0;
}

NEXTCLICK_INLINE double metrics_sum::error(const sum& s) const {
    if (sessions_ < 2) return std::numeric_limits<double>::quiet_NaN();
    const double n = static_cast<double>(sessions_), r = mean(s);
    const double residuals = std::max(0.0, s.squares - 2 * r * s.by_events + r * r * squared_events_);
    return std::sqrt(n / (n - 1) * residuals) / static_cast<double>(events_);
}

}  // namespace eval

NEXTCLICK_END_NAMESPACE
