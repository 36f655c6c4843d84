// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_test.cpp.
#include "nextclick/input/categorical.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(categorical)

namespace nc = nextclick;
using action = nc::input::categorical<"Action", 4>;

BOOST_AUTO_TEST_CASE(reads_one_row_per_category_and_the_last_for_unknown_ones) {
    run_of<action> net({.categories = toy::actions()});
    BOOST_TEST(net.p.categories.rows == 4u);
    for (const double x : net.p.categories.row(3)) BOOST_TEST(x == 0);
    for (const double x : net.p.categories.row(2)) BOOST_TEST(x != 0);
    for (double& x : net.p.categories.row(3)) x = 7;
    const nc::item_index items[] = {0, 0, 0, 0};
    const std::uint32_t begin[] = {0, 4}, codes[] = {2, nc::no_item, 0, 3};
    const nc::column_rows columns[] = {{.name = "Else", .codes = items}, {.name = "Action", .codes = codes}};
    const auto x = net.forward({{begin}, items, {}, {}, 4, columns});
    const std::size_t expected[] = {2, 3, 0, 3};
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 4; ++c) BOOST_TEST(x[r][c] == net.p.categories(expected[r], c));
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_named) {
    BOOST_CHECK_EXCEPTION(run_of<action>{}, nc::argument_error, says("input::categorical<Action>: there are no categories"));
    BOOST_CHECK_EXCEPTION((run_of<nc::input::categorical<"Action">>({.categories = toy::actions()})), nc::argument_error,
                          says("units is 0"));
    run_of<action> net({.categories = toy::actions()});
    const nc::item_index items[] = {0};
    const std::uint32_t begin[] = {0, 1};
    const float number[] = {1};
    const nc::column_rows columns[] = {{.name = "Action", .numbers = number}};
    BOOST_CHECK_EXCEPTION(net.forward({{begin}, items, {}, {}, 1}), nc::argument_error,
                          says("input::categorical<Action> reads the column \"Action\" as categories; the batch has no columns"));
    BOOST_CHECK_EXCEPTION(net.forward({{begin}, items, {}, {}, 1, columns}), nc::argument_error, says("the batch has \"Action\""));
}

BOOST_AUTO_TEST_SUITE_END()
