// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "nextclick/check/forward_backward.hpp"
#include "nextclick/check/input.hpp"
#include "nextclick/check/lanes.hpp"
#include "nextclick/head/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Checks a head: gradients of its loss in its parameters and in the rows that it reads ("input"), half of whose columns are computed
/// forwards; labels are random numbers from 0 to 1, some of them missing.
template <head::Head Head>
gradient_report check_policy(const Head& head, const check_options& options = {}) {
    gradient_report report;
    for (const check::query_choice which : {check::query_choice::every_row, check::query_choice::ends, check::query_choice::some}) {
        const check::lanes batch(options.lengths, which);
        auto both = check::forward_backward_of<Head>(options, [&](auto& p) { head.initialise(p, options.width, random_stream{1, 1}); });
        std::vector<double> h = check::draw(batch.rows() * options.width, options.inputs, 4);
        check::columns columns(batch.rows());
        columns.add_labels(head.required().name);
        const std::vector<item_index> item = check::drawn_items(batch.rows(), options.items);
        // nominal_rows is 1: the loss is a sum over the queries, so that gradients are not small.
        const event_rows rows{batch.steps(), item, std::span(item).first(batch.steps().queries()), {}, 1, columns.all()};
        check::input_values in{"input", {h.data(), batch.rows(), options.width}};
        const head::shared_rows<double> shared{in.values, options.width / 2 + 1};
        typename Head::template parameters<gradients<double>> unused;
        const auto learn = [&](pass& run, auto& g, view<const double>& dh) {
            return head.learn(both.parameters, g, run, rows, shared, dh);
        };
        report.include(both.compare(
            {&in, 1},
            [&](pass& run) {
                resize_like(unused, both.parameters);
                view<const double> dh;
                const auto loss = run.memory.take<double>(1, 1);
                loss(0, 0) = learn(run, unused, dh);
                return view<const double>(loss);
            },
            [&](pass& run, auto& g, view<const double>) {
                view<const double> dh;
                learn(run, g, dh);
                in.take(dh);
            }));
    }
    return report;
}

NEXTCLICK_END_NAMESPACE
