// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_lists_test.cpp.
#include "nextclick/input/per_category.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(per_category)

namespace nc = nextclick;
using kinds = nc::input::per_category<"Action", 4>;

BOOST_AUTO_TEST_CASE(an_item_has_a_row_in_the_block_of_its_action) {
    run_of<kinds> net({.categories = toy::actions()});
    BOOST_TEST(net.p.items.rows == 15u);
    BOOST_TEST(net.input.width() == 15u);
    const nc::item_index items[] = {2, 2, 4, 1, 0};
    const std::uint32_t begin[] = {0, 5}, codes[] = {0, 2, 1, nc::no_item, 3};
    const nc::column_rows columns[] = {{.name = "Action", .codes = codes}};
    const auto x = net.forward({{begin}, items, {}, {}, 5, columns});
    for (std::size_t r = 0; r < 5; ++r)
        for (std::size_t block = 0; block < 3; ++block)
            for (std::size_t c = 0; c < 5; ++c) {
                const double filled = c == 4 ? 1.0 : net.p.items(block * 5 + items[r], c);
                BOOST_TEST(x[r][block * 5 + c] == (codes[r] == block ? filled : 0.0));
            }
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_named) {
    BOOST_CHECK_EXCEPTION(run_of<kinds>{}, nc::argument_error, says("input::per_category<Action>: there are no categories"));
    BOOST_CHECK_EXCEPTION((run_of<nc::input::per_category<"Action">>({.categories = toy::actions()})), nc::argument_error,
                          says("units is 0"));
}

BOOST_AUTO_TEST_SUITE_END()
