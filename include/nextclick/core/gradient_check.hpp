// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"

/// The gradient checker for the policies of the library and for user-defined ones. It compares hand-written gradients with central
/// differences, in double. The random draws must be fixed (same seed and step).
NEXTCLICK_BEGIN_NAMESPACE

/// The element with the largest difference. The measure is absolute below 1, so the objective must be of order 1 or larger (a sum,
/// not a mean over many rows); otherwise small gradients pass whatever their values.
struct gradient_report {
    double worst = 0;       ///< largest |numeric - analytic| / max(1, |numeric| + |analytic|); expect below 1e-7
    std::string path;       ///< the tensor
    std::size_t index = 0;  ///< the element: row x columns + column
    double numeric = 0, analytic = 0;
    std::size_t checked = 0;  ///< elements compared

    void record(std::string_view where, std::size_t i, double n, double a);
    /// Adds the elements of another comparison; if one of them is the worst, `path` becomes `below`, a dot and its path.
    void include(const gradient_report& part, std::string_view below = {});
    /// The worst element as text: "parameters.query[7]: numeric 0.25, analytic -0.25".
    std::string where() const;
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

namespace detail {
/// Central difference of objective() at x; x is restored.
template <class Objective>
double central_difference(double& x, const Objective& objective, double h) {
    const double keep = x;
    x = keep + h;
    const double up = objective();
    x = keep - h;
    const double down = objective();
    x = keep;
    return (up - down) / (2 * h);
}
}  // namespace detail

/// Compares `gradients` with central differences of objective() over every element of `parameters`, which are changed and restored
/// one at a time. Table rows that a row-sparse gradient did not touch count as 0.
/// requires  objective() returns a double, reads `parameters` and is a smooth function of them at distance h
/// errors    `argument_error` if a gradient has another shape than its parameter
/// cost      two objectives an element
template <Parameters P, Parameters G, class Objective>
gradient_report check_gradients(P& parameters, const G& gradients, const Objective& objective, double h = 1e-5) {
    gradient_report report;
    for_each_parameter(
        [&](std::string_view path, auto& w, const auto& g) {
            static_assert(std::is_same_v<typename std::remove_cvref_t<decltype(w.data)>::value_type, double>,
                          "check_gradients: the parameters must be double; differences of floats are too coarse");
            if (w.rows != g.rows || w.cols != g.cols)
                throw argument_error("check_gradients: " + std::string(path) + " is " + std::to_string(w.rows) + "x" +
                                     std::to_string(w.cols) + ", its gradient " + std::to_string(g.rows) + "x" + std::to_string(g.cols) +
                                     "; make the gradients by resize_like()");
            for (std::size_t i = 0; i < w.data.size(); ++i)
                report.record(path, i, detail::central_difference(w.data[i], objective, h), gradient_at(g, i));
        },
        parameters, gradients);
    return report;
}

/// The same for a plain span, such as the input of a layer.
template <class Objective>
gradient_report check_gradient(std::span<double> x, std::span<const double> gradient, const Objective& objective, double h = 1e-5) {
    if (x.size() != gradient.size())
        throw argument_error("check_gradient: " + std::to_string(x.size()) + " inputs, but " + std::to_string(gradient.size()) +
                             " gradients");
    gradient_report report;
    for (std::size_t i = 0; i < x.size(); ++i) report.record("input", i, detail::central_difference(x[i], objective, h), gradient[i]);
    return report;
}

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/gradient_check.ipp"
#endif
