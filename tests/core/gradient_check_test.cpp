// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/gradient_check.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(gradient_check)

// Tests the checker: right gradients pass, and each kind of error is caught and named.
namespace {
namespace nc = nextclick;

template <class S>
struct tables {
    typename S::rows items;
    static constexpr auto fields() { return nc::field_list{nc::field{"items", &tables::items}}; }
};
template <class S>
struct pack {
    typename S::dense weight;
    tables<S> output;
    static constexpr auto fields() { return nc::field_list{nc::field{"weight", &pack::weight}, nc::field{"output", &pack::output}}; }
};

/// loss = sum over the used rows r of tanh(sum_ij weight_ij items_rj), with its gradient by hand.
struct problem {
    pack<nc::values<double>> p;
    pack<nc::gradients<double>> g;
    std::vector<nc::item_index> used{3, 1, 3};  // row 3 twice: its gradients sum

    problem() {
        p.weight.resize(2, 3);
        p.output.items.resize(5, 3);
        double x = 0.1;
        nc::for_each_parameter(
            [&](std::string_view, auto& m) {
                for (double& v : m.data) v = std::sin(x += 0.7);
            },
            p);
        nc::resize_like(g, p);
        for (const auto r : used) {
            const double y = std::tanh(inner(r)), slope = 1 - y * y;
            for (std::size_t i = 0; i < 2; ++i)
                for (std::size_t j = 0; j < 3; ++j) {
                    g.weight(i, j) += slope * p.output.items(r, j);
                    g.output.items.row(r)[j] += slope * p.weight(i, j);
                }
        }
    }
    double inner(nc::item_index r) const {
        double s = 0;
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t j = 0; j < 3; ++j) s += p.weight(i, j) * p.output.items(r, j);
        return s;
    }
    double loss() const {
        double s = 0;
        for (const auto r : used) s += std::tanh(inner(r));
        return s;
    }
    nc::gradient_report check() {
        return nc::check_gradients(p, g, [&] { return loss(); });
    }
};
}  // namespace

BOOST_AUTO_TEST_CASE(right_gradients_pass_and_the_parameters_are_restored) {
    problem a;
    const auto weight = a.p.weight.data;
    const auto items = a.p.output.items.data;
    const auto report = a.check();
    BOOST_TEST(report.worst < 1e-9);
    BOOST_TEST(report.checked == 6u + 15u);
    BOOST_TEST((a.p.weight.data == weight));
    BOOST_TEST((a.p.output.items.data == items));
}

BOOST_AUTO_TEST_CASE(a_wrong_element_is_caught_and_named) {
    problem a;
    a.g.weight(1, 2) *= 1.001;
    const auto report = a.check();
    BOOST_TEST(report.worst > 1e-5);
    BOOST_TEST(report.path == "weight");
    BOOST_TEST(report.index == 5u);
    BOOST_TEST(report.analytic == a.g.weight(1, 2));
    BOOST_TEST(std::abs(report.numeric * 1.001 - report.analytic) < 1e-8);
}

BOOST_AUTO_TEST_CASE(a_wrong_element_of_a_touched_row_is_named_by_its_place_in_the_table) {
    problem a;
    a.g.output.items.row(1)[2] += 0.01;
    const auto report = a.check();
    BOOST_TEST(report.worst > 1e-3);
    BOOST_TEST(report.path == "output.items");
    BOOST_TEST(report.index == 1u * 3 + 2);
}

BOOST_AUTO_TEST_CASE(a_row_without_gradient_counts_as_zero) {
    problem a;
    a.g.output.items.clear();
    a.g.output.items.row(1);
    const auto report = a.check();
    BOOST_TEST(report.worst > 0.01);
    BOOST_TEST(report.path == "output.items");
    BOOST_TEST(report.analytic == 0);
}

BOOST_AUTO_TEST_CASE(a_duplicate_that_overwrites_instead_of_summing_is_caught) {
    problem a;
    for (double& x : a.g.output.items.row(3)) x /= 2;
    BOOST_TEST(a.check().worst > 0.01);
}

BOOST_AUTO_TEST_CASE(a_gradient_on_a_row_without_influence_is_caught) {
    problem a;
    a.g.output.items.row(4)[0] = 0.5;
    const auto report = a.check();
    BOOST_TEST(report.index == 12u);
    BOOST_TEST(report.numeric == 0);
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_count_as_the_worst_error) {
    for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        problem a;
        a.g.weight(0, 1) = bad;
        a.g.weight(1, 1) += 5;  // a finite error later does not hide it
        const auto report = a.check();
        BOOST_TEST(report.worst == HUGE_VAL);
        BOOST_TEST(report.index == 1u);
    }
}

BOOST_AUTO_TEST_CASE(gradients_of_another_shape_are_refused_by_name) {
    problem a;
    a.g.output.items.resize(4, 3);
    BOOST_CHECK_EXCEPTION(a.check(), nc::argument_error, [](const nc::argument_error& e) {
        const std::string what = e.what();
        return what.find("output.items is 5x3, its gradient 4x3") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(reports_add_up_to_their_worst) {
    nc::gradient_report all, part;
    all.record("weight", 1, 2, 2.5);
    part.record("items", 3, 1, -1);
    part.record("items", 4, 1, 1);
    all.include(part, "output");
    BOOST_TEST(all.checked == 3u);
    BOOST_TEST(all.worst == part.worst);
    BOOST_TEST(all.where() == "output.items[3]: numeric 1.000000, analytic -1.000000");
    nc::gradient_report better;
    better.record("bias", 0, 1, 1.001);
    all.include(better);
    BOOST_TEST(all.path == "output.items");
    BOOST_TEST(all.checked == 4u);
}

BOOST_AUTO_TEST_CASE(inputs_are_checked_alike) {
    std::vector<double> x{0.3, -1.2, 2.0};
    const auto objective = [&] { return x[0] * x[0] * x[1] + std::exp(x[2]); };
    std::vector<double> g{2 * x[0] * x[1], x[0] * x[0], std::exp(x[2])};
    auto report = nc::check_gradient(x, g, objective);
    BOOST_TEST(report.worst < 1e-9);
    BOOST_TEST(report.checked == 3u);
    g[1] = -g[1];
    report = nc::check_gradient(x, g, objective);
    BOOST_TEST(report.worst > 0.1);
    BOOST_TEST(report.index == 1u);
    g.pop_back();
    BOOST_CHECK_THROW(nc::check_gradient(x, g, objective), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
