// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <vector>

#include "nextclick/check/forward_backward.hpp"
#include "nextclick/check/lanes.hpp"
#include "nextclick/pooling/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace check {
/// Compares the queries of a pooling that states to read no earlier rows with those of each row alone.
template <class Pooling>
gradient_report compare_alone(const Pooling& pooling, const check_options& options) {
    const lanes batch(options.lengths);
    const std::vector<std::uint32_t> one_step{0, static_cast<std::uint32_t>(batch.rows())};
    auto both = forward_backward_of<Pooling>(options, [&](auto& p) { pooling.initialise(p, options.width, random_stream{1, 1}); });
    both.training = false;
    pass run = both.start();
    const std::vector<double> rows = draw(batch.rows() * options.width, options.inputs, 4);
    const view<const double> h(rows.data(), batch.rows(), options.width);
    typename Pooling::template tape<double> tape;
    const view<const double> in_lanes = pooling.forward(both.parameters, run, batch.steps(), h, tape);
    const view<const double> alone =
        pooling.forward(both.parameters, run, packed_steps{.begin = one_step, .item = batch.steps().item}, h, tape);
    gradient_report report;
    for (std::size_t i = 0; i < alone.size(); ++i)
        report.record("query of a row alone", i, in_lanes(i / alone.cols, i % alone.cols), alone(i / alone.cols, i % alone.cols));
    return report;
}
}  // namespace check

/// Checks a pooling: gradients of its parameters and of the rows that it reads ("input"), with every row, the ends of lanes, or some
/// rows as query rows; with dropout and without. A pooling that states to read no earlier rows must compute the same query of a row alone.
template <pooling::Combinable Pooling>
gradient_report check_policy(const Pooling& pooling, const check_options& options = {}) {
    gradient_report report;
    const auto compare = [&](check::query_choice which, bool training) {
        const check::lanes batch(options.lengths, which);
        auto both = check::forward_backward_of<Pooling>(options, [&](auto& p) {
            pooling.initialise(p, options.width, random_stream{1, 1});
        });
        both.training = training;
        std::vector<double> h = check::draw(batch.rows() * options.width, options.inputs, 4);
        check::input_values in{"input", {h.data(), batch.rows(), options.width}};
        typename Pooling::template tape<double> tape;
        report.include(both.compare(
            {&in, 1},
            [&](pass& run) -> view<const double> {
                const view<const double> q = pooling.forward(both.parameters, run, batch.steps(), view<const double>(in.values), tape);
                if (q.rows != batch.steps().queries() || q.cols != pooling.width(options.width))
                    throw argument_error("check_policy: forward() returns " + std::to_string(q.rows) + "x" + std::to_string(q.cols) +
                                         ", not a query for each of " + std::to_string(batch.steps().queries()) +
                                         " query rows, width() wide");
                return q;
            },
            [&](pass& run, auto& g, view<const double> dq) {
                in.take(pooling.backward(both.parameters, g, run, batch.steps(), dq, tape));
            }));
    };
    for (const check::query_choice which : {check::query_choice::every_row, check::query_choice::ends, check::query_choice::some})
        for (const bool training : {true, false}) compare(which, training);
    if constexpr (history::of<Pooling>().of_session == history::session::nothing) report.include(check::compare_alone(pooling, options));
    return report;
}
/// Selected for what does not state what it reads.
template <pooling::Pooling Pooling>
gradient_report check_policy(const Pooling&, const check_options& = {}) {
    static_assert(sizeof(pooling::part_fault<Pooling>) > 0);
    return {};
}

NEXTCLICK_END_NAMESPACE
