// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nextclick/check/options.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/workspace.hpp"

/// Shared parts of the checks of all families.
NEXTCLICK_BEGIN_NAMESPACE
namespace check {

/// Normal random numbers, determined by the seed.
std::vector<double> draw(std::size_t n, double deviation, std::uint64_t seed);
/// Draws parameters of that magnitude, whatever the policy initialises: a wrong gradient of a parameter that is 0 may have no effect.
template <class Pack>
void draw_parameters(Pack& p, double deviation) {
    std::uint64_t position = 0;
    for_each_parameter(
        [&](std::string_view, auto& w) {
            for (double& x : w.data) x = deviation * random_stream{7, 1}.normal(position++);
        },
        p);
}
/// Fills the memory of the workspace with NaN, so that reading a row before writing it gives NaN results.
void fill_with_nan(workspace& memory);
/// Reports elements that a policy did not write.
void record_unwritten(gradient_report& report, std::string_view path, view<const double> x);

/// Values that a policy reads, and their gradient as computed by its backward pass.
struct input_values {
    std::string_view name;
    view<double> values;
    std::vector<double> gradient{};  ///< row after row

    void take(view<const double> g, double minus = 0);
};

namespace detail {
double dot(view<const double> y, const std::vector<double>& weights);
/// Fills gradients with nonzero values before a policy adds to them; in a table, some of its rows.
inline void fill(matrix<double>& g, std::uint64_t& position) {
    for (double& x : g.data) x = random_stream{7, 2}.normal(position++);
}
void fill(row_gradient<double>& g, std::uint64_t& position);
}  // namespace detail

/// A policy that is run forward and backward, with the data that both directions share.
template <class P, class G>
struct forward_backward {
    P parameters{};
    workspace memory{};
    bool training = true;

    pass start() {
        memory.reset();
        return {.memory = memory, .training = training, .random = {3, 5}};
    }

    /// Compares the gradients of sum(w y) with differences, w random (1 for a single output).
    /// forward(run)           -> y (rows, columns)
    /// backward(run, g, dy)   adds to the gradients of the parameters and writes those of `inputs`
    template <class Forward, class Backward>
    gradient_report compare(std::span<check::input_values> inputs, const Forward& forward, const Backward& backward) {
        gradient_report report;
        std::vector<double> weights;
        const auto run_both = [&](G& g) {
            pass run = start();
            const view<const double> y = forward(run);
            weights = y.size() == 1 ? std::vector<double>{1} : draw(y.size(), 1, 3);
            record_unwritten(report, "output", y);
            backward(run, g, view<const double>(weights.data(), y.rows, y.cols));
        };
        G gradients{}, added_to{};
        resize_like(gradients, parameters);
        run_both(gradients);  // grows the workspace
        resize_like(gradients, parameters);
        fill_with_nan(memory);
        run_both(gradients);
        const auto objective = [&] {
            pass run = start();
            return detail::dot(forward(run), weights);
        };
        report.include(check_gradients(parameters, gradients, objective), "parameters");
        for (check::input_values& in : inputs) compare(report, in, objective);

        resize_like(added_to, parameters);
        std::uint64_t position = 0;
        for_each_parameter([&](std::string_view, auto& g) { detail::fill(g, position); }, added_to);
        G before = added_to;
        run_both(added_to);
        for_each_parameter(
            [&](std::string_view path, const auto& after, const auto& filled, const auto& g) {
                for (std::size_t i = 0; i < g.rows * g.cols; ++i)
                    report.record("parameters." + std::string(path) + " (gradients are added to what is there)", i,
                                  gradient_at(filled, i) + gradient_at(g, i), gradient_at(after, i));
            },
            added_to, before, gradients);
        return report;
    }

private:
    template <class Objective>
    static void compare(gradient_report& report, check::input_values& in, const Objective& objective) {
        const auto& x = in.values;
        if (in.gradient.size() != x.size())
            throw argument_error("check_policy: the gradient of " + std::string(in.name) + " has " + std::to_string(in.gradient.size()) +
                                 " numbers, and it is " + std::to_string(x.rows) + "x" + std::to_string(x.cols));
        const std::vector<double> gradient = in.gradient;
        for (std::size_t i = 0; i < gradient.size(); ++i)
            report.record(in.name, i, nextclick::detail::central_difference(x(i / x.cols, i % x.cols), objective, 1e-5), gradient[i]);
    }
};

/// Parameters of a policy, initialised by `initialise(p)` and then drawn.
template <class Policy, class Initialise>
auto forward_backward_of(const check_options& options, const Initialise& initialise) {
    forward_backward<typename Policy::template parameters<values<double>>, typename Policy::template parameters<gradients<double>>> made;
    initialise(made.parameters);
    draw_parameters(made.parameters, options.weights);
    return made;
}

}  // namespace check
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/check/forward_backward.ipp"
#endif
