// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <limits>
#include <vector>

#include "nextclick/cell/concept.hpp"
#include "nextclick/check/encoder.hpp"
#include "nextclick/check/forward_backward.hpp"
#include "nextclick/encoder/recurrent.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace check {

/// One step of n rows. `need_previous`: as in cell::step_gradient.
template <cell::Cell Cell>
gradient_report compare_step(const Cell& cell, std::size_t n, const check_options& options, bool need_previous) {
    const std::size_t w = options.width;
    auto both = forward_backward_of<Cell>(options, [&](auto& p) { cell.initialise(p, w, random_stream{1, 1}); });
    std::vector<double> gates = draw(n * Cell::gates * w, options.inputs, 4), previous = draw(n * Cell::states * w, options.inputs, 5);
    input_values inputs[] = {{"gates", {gates.data(), n, Cell::gates * w}}, {"previous", {previous.data(), n, Cell::states * w}}};
    const view<const double> before = inputs[1].values;
    view<double> made, extra, next;
    return both.compare(
        std::span(inputs).first(need_previous ? 2 : 1),
        [&](pass& run) {
            made = run.memory.take<double>(n, Cell::gates * w);
            std::ranges::copy(gates, made.data);
            extra = run.memory.take<double>(n, Cell::extras * w);
            next = run.memory.take<double>(n, Cell::states * w);
            cell.forward(both.parameters, run, cell::step<double>{made, extra, before, next});
            return view<const double>(next);
        },
        [&](pass& run, auto& g, view<const double> up) {
            const auto unset = [&](std::size_t blocks) {
                const auto x = run.memory.take<double>(n, blocks * w);
                std::fill_n(x.data, x.size(), std::numeric_limits<double>::quiet_NaN());
                return x;
            };
            const auto d_gates = unset(Cell::gates), d_extra = unset(Cell::extras), d_previous = unset(Cell::states);
            cell.backward(both.parameters, run,
                          cell::step_gradient<double>{made, extra, before, next, up, d_gates, d_extra, d_previous, need_previous});
            cell.backward_weights(g, run, cell::rows_gradient<double>{extra, before, d_gates, d_extra});
            inputs[0].take(d_gates);
            inputs[1].take(d_previous);
        });
}

}  // namespace check

/// Checks a cell: one step by itself, with the gradients of its parameters, of the pre-activations ("gates") and of the previous state
/// ("previous"); and as encoder::recurrent with dropout, over several steps ("recurrent").
template <cell::Cell Cell>
gradient_report check_policy(const Cell& cell, const check_options& options = {}) {
    gradient_report report;
    for (const std::size_t rows : {std::size_t{1}, std::max<std::size_t>(2, options.lengths.size())})
        for (const bool need_previous : {true, false}) report.include(check::compare_step(cell, rows, options, need_previous));
    report.include(check_policy(encoder::recurrent<Cell>{.units = options.width + 1, .dropout = 0.3}, options), "recurrent");
    return report;
}

NEXTCLICK_END_NAMESPACE
