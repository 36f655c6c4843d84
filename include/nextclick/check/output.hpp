// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <vector>

#include "nextclick/check/forward_backward.hpp"
#include "nextclick/check/input.hpp"
#include "nextclick/output/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Checks an output that computes rows of items: gradients of the parameters behind the rows. Rows of a table are not computed, and how
/// rows are scored belongs to an objective; check_model checks both within a model.
template <output::Output Output>
requires(output::computes_rows<Output>) gradient_report check_policy(const Output& output, const check_options& options = {}) {
    gradient_report report;
    for (const bool training : {true, false}) {
        const std::size_t items = check::items_of(output.item_input(), options);
        auto both = check::forward_backward_of<Output>(options, [&](auto& p) {
            output.initialise(p, items, options.width, random_stream{1, 1});
        });
        both.training = training;
        const std::vector<item_index> list = check::drawn_items(2 * items, items);
        typename Output::template tape<double> tape;
        report.include(both.compare(
            {}, [&](pass& run) -> view<const double> { return output.rows(both.parameters, run, list, tape); },
            [&](pass& run, auto& g, view<const double> d_rows) { output.backward(both.parameters, g, run, d_rows, tape); }));
    }
    return report;
}

NEXTCLICK_END_NAMESPACE
