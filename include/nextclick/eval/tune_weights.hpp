// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/eval/evaluate.hpp"
#include "nextclick/eval/session_adapter.hpp"
#include "nextclick/hybrid/weighted.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

struct tuning_options {
    std::size_t cutoff = 20;
    double recall = 1, mrr = 1;  ///< the objective: recall * Recall + mrr * MRR at the cutoff, with expected ties
    std::size_t steps = 20;      ///< number of steps from 0 to 1 tried for a weight; the others share the rest in proportion
    std::size_t rounds = 2;      ///< passes over all parts; one is enough for two parts
    int threads = available_threads();
};

/// A setting that was tried, and its metrics.
struct tuned {
    std::vector<double> weights;
    double recall = 0, mrr = 0;
};

namespace detail {
/// Replays a log once, and ranks every target under many weights from the same scores.
template <class Weighted>
class weights_adapter {
public:
    using scalar = float;
    weights_adapter(const Weighted& by, std::size_t max_length, const std::vector<std::vector<double>>& tried, std::size_t cutoff)
        : adapter_(by, max_length), tried_(&tried), cutoff_(cutoff), found_(tried.size()) {}

    void start() { adapter_.start(); }
    void click(item_index item) { adapter_.click(item); }
    void click(item_index item, std::int64_t time) { adapter_.click(item, time); }
    void score(const ranker::clicks&) {}
    bool rank_target(item_index target, target_rank&) {
        const auto& session = adapter_.session();
        const auto parts = session.scores_of_parts();
        session.net().scale(parts);
        scores_.resize(session.net().item_count());
        for (std::size_t w = 0; w < tried_->size(); ++w) {
            Weighted::add(parts, (*tried_)[w], scores_);
            target_rank place;
            if (!rank_among(scores_, target, place)) continue;
            const gains g = gains_(cutoff_, place.higher, place.same);
            found_[w].first += g.recall;
            found_[w].second += g.mrr;
        }
        return false;
    }
    void list(simd::top_k_heap<float>&) const {}
    const std::vector<std::pair<double, double>>& found() const { return found_; }

private:
    session_adapter<Weighted> adapter_;
    const std::vector<std::vector<double>>* tried_;
    std::size_t cutoff_;
    gains_of gains_{ties::expected};
    std::vector<std::pair<double, double>> found_;  // hits and the sum of 1/rank of each setting
    std::vector<float> scores_;
};

/// Computes Recall and MRR of every setting.
template <class Weighted>
std::vector<tuned> try_weights(const Weighted& by, const data::click_log& log, std::vector<std::vector<double>> tried,
                               const tuning_options& options) {
    std::vector<tuned> results;
    std::vector<std::pair<double, double>> sums(tried.size());
    const eval::options without_lists{.cutoffs = {options.cutoff}, .list_metrics = false, .threads = options.threads};
    const auto add = [&](const weights_adapter<Weighted>& adapter) {
        for (std::size_t w = 0; w < sums.size(); ++w) {
            sums[w].first += adapter.found()[w].first;
            sums[w].second += adapter.found()[w].second;
        }
    };
    const result r = replay(
        log, by.items(), by.item_count(), without_lists, {},
        [&] { return weights_adapter<Weighted>(by, batch::as_trained, tried, options.cutoff); }, add);
    const auto n = static_cast<double>(r.events);
    for (std::size_t w = 0; w < tried.size(); ++w) results.push_back({std::move(tried[w]), sums[w].first / n, sums[w].second / n});
    return results;
}
}  // namespace detail

/// Sets the weights with the best objective on the log, and returns all settings tried, in order. The log must be neither the
/// training log nor the test log. cost: one replay of the log per part and round
template <class... Parts>
std::vector<tuned> tune_weights(hybrid::weighted<Parts...>& by, const data::click_log& log, const tuning_options& options = {}) {
    constexpr std::size_t count = sizeof...(Parts);
    static_assert(count >= 2, "eval::tune_weights needs two parts or more");
    if (options.steps == 0) throw argument_error("eval::tune_weights: steps is 0; give 1 or more");
    std::vector<tuned> all;
    const auto objective = [&](const tuned& t) { return options.recall * t.recall + options.mrr * t.mrr; };
    double total = 0;
    for (const double w : by.weights()) total += w;
    for (double& w : by.weights()) w = total > 0 ? w / total : 1.0 / count;
    for (std::size_t round = 0; round < (count == 2 ? std::min<std::size_t>(1, options.rounds) : options.rounds); ++round) {
        for (std::size_t a = 0; a < (count == 2 ? 1 : count); ++a) {
            std::vector<std::vector<double>> tried;
            double rest = -by.weights()[a];
            for (const double w : by.weights()) rest += w;
            for (std::size_t step = 0; step <= options.steps; ++step) {
                const double w = static_cast<double>(step) / static_cast<double>(options.steps);
                std::vector<double> weights(by.weights().begin(), by.weights().end());
                for (std::size_t b = 0; b < count; ++b)
                    weights[b] = b == a ? w : rest > 1e-9 ? weights[b] * (1 - w) / rest : (1 - w) / (count - 1);
                tried.push_back(std::move(weights));
            }
            const auto found = detail::try_weights(by, log, std::move(tried), options);
            const auto best =
                std::max_element(found.begin(), found.end(), [&](const tuned& x, const tuned& y) { return objective(x) < objective(y); });
            std::copy(best->weights.begin(), best->weights.end(), by.weights().begin());
            all.insert(all.end(), found.begin(), found.end());
        }
    }
    return all;
}

}  // namespace eval
NEXTCLICK_END_NAMESPACE
