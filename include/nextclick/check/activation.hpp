// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "nextclick/attention/concept.hpp"
#include "nextclick/check/forward_backward.hpp"
#include "nextclick/simd/activation.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace check {
inline double first_lane(const simd::batch<double>& x) {
    double lanes[simd::batch<double>::size];
    x.store_unaligned(lanes);
    return lanes[0];
}
}  // namespace check

/// Checks an activation, or a normaliser of an attention: the gradient of rows of several lengths ("input"). For an activation that is
/// also defined lane by lane, value() and derivative() must agree with forward() and backward().
template <class F>
requires(attention::Normaliser<F> || activation::Activation<F>)
gradient_report check_policy(const F& function, const check_options& options = {}) {
    gradient_report report;
    for (const std::size_t n : {1u, 3u, 8u, 17u, 100u}) {
        std::vector<double> x = check::draw(n, 2 * options.inputs, n);
        const std::vector<double> weights = check::draw(n, 1, 3);
        const auto value = [&] {
            std::vector<double> y = x;
            function.forward(std::span(y));
            return y;
        };
        const auto objective = [&] {
            const std::vector<double> y = value();
            return check::detail::dot({y.data(), 1, n}, weights);
        };
        const std::vector<double> y = value();
        std::vector<double> g = weights;
        function.backward(std::span<const double>(y), std::span(g));
        report.include(check_gradient(x, g, objective));
        if constexpr (activation::LaneWise<F>)
            for (std::size_t i = 0; i < n; ++i) {
                report.record("value()", i, y[i], check::first_lane(function.value(simd::batch<double>(x[i]))));
                report.record("derivative()", i, g[i], weights[i] * check::first_lane(function.derivative(simd::batch<double>(y[i]))));
            }
    }
    return report;
}

NEXTCLICK_END_NAMESPACE
