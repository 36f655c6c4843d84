// SPDX-License-Identifier: Apache-2.0
#include "nextclick/table/gradient.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/core/initialise.hpp"

// Deferred rows: tests/table/step_deferred_test.cpp.
BOOST_AUTO_TEST_SUITE(gradient)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(rows_learn_through_the_row_map) {
    nc::row_table<double> rows;
    rows.resize(6, 4);
    nc::normal(rows, {2, 2}, 1);
    nc::row_gradient<double> g, g_bias;
    g.resize(6, 4);
    g_bias.resize(6, 1);
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const std::vector<double> d{1, -2, 3, 0.5};
    const nc::table::gradient<double> mapped{{rows, {}, nc::table::unit_length{}}, &g, &g_bias};
    mapped.add(run, 3, 2.0, d);
    mapped.add(run, 3, 1.0, d);
    auto expected = d;
    nc::table::unit_length::backward(std::span<const double>(rows.row(3)), std::span(expected));
    for (std::size_t c = 0; c < 4; ++c) BOOST_TEST(g.row(3)[c] == 3 * expected[c], boost::test_tools::tolerance(1e-14));
    mapped.add_bias(5, 0.25);
    mapped.add_bias(5, 0.25);
    BOOST_TEST(g_bias.row(5)[0] == 0.5);
    BOOST_TEST(g.touched.size() == 1u);

    g.clear();
    nc::table::gradient<double>{{rows, {}, nc::table::as_stored{}}, &g, nullptr}.add(run, 2, 2.0, d);
    for (std::size_t c = 0; c < 4; ++c) BOOST_TEST(g.row(2)[c] == 2 * d[c]);
}

BOOST_AUTO_TEST_CASE(a_gradient_without_tensors_ignores_additions) {
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const std::vector<double> d{1, 2};
    const nc::table::gradient<double> nowhere;
    nowhere.add(run, 3, 2.0, d);
    nowhere.add_bias(3, 1);
    nowhere.add(nc::table::nothing_deferred<double>{}, run);
}

BOOST_AUTO_TEST_SUITE_END()
