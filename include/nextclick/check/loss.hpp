// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "nextclick/check/forward_backward.hpp"
#include "nextclick/loss/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace check {

/// Returns row() of a target and its negatives, which are overwritten by their gradients.
template <loss::Loss Loss>
double value_of_row(const Loss& loss, double& target, std::vector<double>& negatives) {
    return loss.row(target, std::span<double>(negatives));
}

/// Compares finish_row(), which receives sums of the negatives, with row().
template <loss::Streamable Loss>
void compare_finish_row(gradient_report& report, const Loss& loss, double target, const std::vector<double>& negatives) {
    double slope = target, max = negatives[0], total = 0, mean = 0;
    for (const double x : negatives) max = std::max(max, x);
    for (const double x : negatives) {
        total += std::exp(x - max);
        mean += x / static_cast<double>(negatives.size());
    }
    std::vector<double> g = negatives;
    const double value = value_of_row(loss, slope, g);
    const auto end = loss.finish_row(target, max, total, mean, static_cast<double>(negatives.size()));
    report.record("finish_row().value", 0, value, end.value);
    report.record("finish_row().target", 0, slope, end.target);
    for (std::size_t i = 0; i < g.size(); ++i)
        report.record("finish_row().share", i, g[i], end.share * std::exp(negatives[i] - max) - end.label);
}

}  // namespace check

/// Checks a loss: gradients of the target and of the negatives, in rows of 0 to 33 negatives, with the target among, above and below
/// them; a row without negatives must have the value and the gradient 0, and a NaN score a NaN value. finish_row(), if the loss has it,
/// must agree with row(). Losses of an objective other than rows of scores are checked within a model, by check_model.
template <loss::Loss Loss>
gradient_report check_policy(const Loss& loss, const check_options& options = {}) {
    static_assert(sizeof(loss::present_spelling<Loss>) > 0);
    static_assert(
        !requires { typename Loss::objective; },
        "check_policy: this loss has an objective of its own, which reads more than a row of scores; check a model with it by "
        "check_model");
    gradient_report report;
    for (const std::size_t n : {1u, 2u, 5u, 17u, 33u})
        for (const double ahead : {0.3, 4.0, -4.0}) {
            std::vector<double> negatives = check::draw(n, 1.5 * options.inputs, n), g = negatives;
            double target = ahead, slope = target;
            const double value = check::value_of_row(loss, slope, g);
            if (!std::isfinite(value)) report.record("value", n, 0, value);
            const auto objective = [&] {
                double t = target;
                std::vector<double> x = negatives;
                return check::value_of_row(loss, t, x);
            };
            gradient_report of_target, of_negatives;
            of_target.include(check_gradient({&target, 1}, std::span<const double>(&slope, 1), objective));
            of_negatives.include(check_gradient(negatives, g, objective));
            of_target.path = "target";
            of_negatives.path = "negatives";
            report.include(of_target);
            report.include(of_negatives);
            if constexpr (loss::Streamable<Loss>) check::compare_finish_row(report, loss, target, negatives);
        }
    std::vector<double> none, one{0.5};
    double target = 0.5;
    const double nothing = check::value_of_row(loss, target, none);
    report.record("value without negatives", 0, 0, nothing);
    report.record("target without negatives", 0, 0, target);
    target = std::nan("");
    if (!std::isnan(check::value_of_row(loss, target, one))) report.record("value of a NaN target", 0, 0, HUGE_VAL);
    target = 0.5;
    one[0] = std::nan("");
    if (!std::isnan(check::value_of_row(loss, target, one))) report.record("value of a NaN negative", 0, 0, HUGE_VAL);
    return report;
}

NEXTCLICK_END_NAMESPACE
