// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_lists_test.cpp.
#include "nextclick/input/one_hot_of.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(one_hot_of)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(a_category_is_a_row_of_the_first_layers_weights) {
    const nc::input::one_hot_of<"Action"> policy{.categories = toy::actions()};
    decltype(policy)::parameters<nc::values<double>> p;
    policy.initialise_folded(p, 7, 6, 3, {3, 0});
    BOOST_TEST(p.categories.rows == 4u);
    BOOST_TEST(p.categories.cols == 6u);
    for (const double x : p.categories.row(3)) BOOST_TEST(x == 0);
    const nc::item_index items[] = {0, 0, 0};
    const std::uint32_t begin[] = {0, 3}, codes[] = {2, nc::no_item, 0};
    const nc::column_rows columns[] = {{.name = "Action", .codes = codes}};
    nc::workspace memory;
    nc::pass run{.memory = memory};
    decltype(policy)::tape<double> tape;
    const auto x = policy.forward(p, run, {{begin}, items, {}, {}, 3, columns}, tape);
    const std::size_t expected[] = {2, 3, 0};
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < 6; ++c) BOOST_TEST(x(r, c) == p.categories(expected[r], c));
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_named) {
    const nc::input::one_hot_of<"Action"> policy;
    decltype(policy)::parameters<nc::values<double>> p;
    BOOST_CHECK_EXCEPTION(policy.initialise_folded(p, 7, 6, 3, {3, 0}), nc::argument_error,
                          says("input::one_hot_of<Action>: there are no categories"));
}

BOOST_AUTO_TEST_SUITE_END()
