// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>

#include "nextclick/core/fields.hpp"

/// The one gradient checker, for every policy of the library and for yours: hand-written gradients against central
/// differences, in double. Fix the random draws (same seed and step) before you compare.
namespace nextclick::inline NEXTCLICK_ABI {

struct gradient_report {
    double worst = 0;  ///< largest |numeric - analytic| / max(1, |numeric| + |analytic|); expect below 1e-7
    std::string path;  ///< where: tensor
    std::size_t index = 0;
    double numeric = 0, analytic = 0;
    std::size_t checked = 0;

    void see(const std::string& where, std::size_t i, double n, double a) {
        ++checked;
        const double e = std::abs(n - a) / std::max(1.0, std::abs(n) + std::abs(a));
        if (e <= worst) return;  // a NaN goes on
        worst = std::isnan(e) ? HUGE_VAL : e;
        path = where;
        index = i;
        numeric = n;
        analytic = a;
    }
};

/// Element i of a gradient as if it were dense: rows that were not touched are 0.
template <class T>
double gradient_at(const matrix<T>& g, std::size_t i) {
    return static_cast<double>(g.data[i]);
}
template <class T>
double gradient_at(const row_gradient<T>& g, std::size_t i) {
    const item_index slot = g.slot[i / g.cols];
    return slot == no_item ? 0 : static_cast<double>(g.at(slot)[i % g.cols]);
}

/// Compares `gradients` with central differences of objective() over every element of `parameters`, which are changed
/// and put back one at a time.
/// requires  objective() reads `parameters` and is a smooth function of them at distance h
template <Parameters P, Parameters G, class Objective>
gradient_report check_gradients(P& parameters, const G& gradients, const Objective& objective, double h = 1e-5) {
    gradient_report report;
    for_each_parameter(
        [&](std::string_view path, auto& w, const auto& g) {
            for (std::size_t i = 0; i < w.data.size(); ++i) {
                const double keep = w.data[i];
                w.data[i] = keep + h;
                const double up = objective();
                w.data[i] = keep - h;
                const double down = objective();
                w.data[i] = keep;
                report.see(std::string(path), i, (up - down) / (2 * h), gradient_at(g, i));
            }
        },
        parameters, gradients);
    return report;
}

/// The same for a plain span, such as the input of a layer.
template <class Objective>
gradient_report check_gradient(std::span<double> x, std::span<const double> gradient, const Objective& objective,
                               double h = 1e-5) {
    gradient_report report;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double keep = x[i];
        x[i] = keep + h;
        const double up = objective();
        x[i] = keep - h;
        const double down = objective();
        x[i] = keep;
        report.see("input", i, (up - down) / (2 * h), gradient[i]);
    }
    return report;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
