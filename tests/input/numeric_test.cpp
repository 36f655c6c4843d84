// SPDX-License-Identifier: Apache-2.0
#include "nextclick/input/numeric.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "input/support.hpp"

BOOST_AUTO_TEST_SUITE(numeric)

namespace nc = nextclick;
using price = nc::input::numeric<"Price">;

BOOST_AUTO_TEST_CASE(is_shifted_scaled_and_0_where_missing) {
    run_of<price> net({.scale = 0.5, .shift = 10});
    const nc::item_index items[] = {0, 0, 0};
    const std::uint32_t begin[] = {0, 3};
    const float numbers[] = {12, std::nanf(""), 7};
    const nc::column_rows columns[] = {{.name = "Price", .numbers = numbers}};
    const auto x = net.forward({{begin}, items, {}, {}, 3, columns});
    BOOST_TEST(x[0][0] == 1);
    BOOST_TEST(x[1][0] == 0);
    BOOST_TEST(x[2][0] == -1.5);
    BOOST_CHECK_THROW(run_of<price>({.scale = std::numeric_limits<double>::infinity()}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
