// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "nextclick/attention/concept.hpp"
#include "nextclick/attention/softmax.hpp"
#include "nextclick/check/forward_backward.hpp"
#include "nextclick/check/pooling.hpp"
#include "nextclick/pooling/attend.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace check {

/// Compares the scores of one lane of n rows, all of which are query rows; those from `first` on form a tile.
template <attention::Scoring Scoring>
gradient_report compare_tile(const Scoring& scoring, std::size_t n, std::size_t first, const check_options& options) {
    const std::size_t w = options.width, m = n - first;
    auto both = forward_backward_of<Scoring>(options, [&](auto& p) { scoring.initialise(p, w, random_stream{1, 1}); });
    std::vector<double> rows = draw(n * w, options.inputs, 4), means = draw(n * w, options.inputs, 5);
    input_values inputs[] = {{"input", {rows.data(), n, w}}, {"mean", {means.data(), n, w}}};
    attention::sources<const double> in{inputs[0].values, inputs[0].values, {}};
    if constexpr (Scoring::uses_mean) in.mean = inputs[1].values;
    std::vector<std::uint32_t> visible;
    for (std::size_t i = first; i < n; ++i) visible.push_back(static_cast<std::uint32_t>(i + 1));
    attention::projected<const double> made;
    typename Scoring::template tape<double> tape;
    const auto tile = [&] { return attention::tile<double>{made.query.block(first, m), made.key, visible}; };
    /// Calls f(score, its index among the scores that are read).
    const auto for_scores = [&](view<double> scores, const auto& f) {
        std::size_t place = 0;
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t j = 0; j < visible[i]; ++j) f(scores(i, j), place++);
        return place;
    };
    return both.compare(
        std::span(inputs).first(Scoring::uses_mean ? 2 : 1),
        [&](pass& run) {
            made = scoring.project(both.parameters, run, in, tape);
            const auto scores = run.memory.take<double>(m, n), list = run.memory.take<double>(1, m * n);
            std::fill_n(scores.data, scores.size(), std::numeric_limits<double>::quiet_NaN());
            scoring.scores(both.parameters, run, tape, tile(), scores);
            const std::size_t count = for_scores(scores, [&](double score, std::size_t place) { list(0, place) = score; });
            return view<const double>(list.data, 1, count);
        },
        [&](pass& run, auto& g, view<const double> d_scores) {
            const auto filled = [&](std::size_t r, std::size_t c, double with) {
                const auto x = run.memory.take<double>(r, c);
                std::fill_n(x.data, x.size(), with);
                return x;
            };
            const auto up = filled(m, n, 0);
            for_scores(up, [&](double& to, std::size_t place) { to = d_scores(0, place); });
            // Filled with 1, which is subtracted afterwards: backward must add to gradients and not overwrite them.
            const attention::projected<double> d{filled(made.query.rows, made.query.cols, 1), filled(made.key.rows, made.key.cols, 1)};
            std::span<double> shared;
            if constexpr (attention::HasShared<Scoring>) shared = Scoring::shared(g).row(0);
            scoring.scores_backward(both.parameters, run, tape, tile(), view<const double>(up),
                                    attention::tile_gradient<double>{d.query.block(first, m), d.key, shared});
            for (const view<double> x : {d.query, d.key})
                for (double& value : std::span(x.data, x.size())) value -= 1;
            const auto d_rows = filled(n, w, 1), d_means = filled(in.mean.rows, in.mean.cols, 1);
            attention::projected<const double> rest{d.query, d.key};
            const auto add_own = [&](view<const double> of, view<const double>& gradient) {
                if (of.data != in.rows.data) return;  // projected: computed by the scoring
                for (std::size_t i = 0; i < d_rows.size(); ++i) d_rows.data[i] += gradient.data[i];
                gradient = {nullptr, 0, gradient.cols};
            };
            add_own(made.query, rest.query);
            add_own(made.key, rest.key);
            scoring.project_backward(both.parameters, g, run, in, tape, rest, attention::sources<double>{d_rows, d_rows, d_means});
            inputs[0].take(d_rows, 1);
            inputs[1].take(d_means, 1);
        });
}

}  // namespace check

/// Checks a scoring: the scores of a single lane, with the gradients of its parameters, of the rows ("input") and of their means
/// ("mean"); and in pooling::attend, with lanes of several lengths ("attend").
template <attention::Scoring Scoring>
gradient_report check_policy(const Scoring& scoring, const check_options& options = {}) {
    gradient_report report;
    const std::size_t n = options.lengths.empty() ? 1 : std::ranges::max(options.lengths);
    report.include(check::compare_tile(scoring, n, 0, options));
    report.include(check::compare_tile(scoring, n, n / 4, options));
    pooling::attend<Scoring> pooling;
    pooling.scoring = scoring;
    report.include(check_policy(pooling, options), "attend");
    return report;
}

NEXTCLICK_END_NAMESPACE
