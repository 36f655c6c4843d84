// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_columns_test.cpp.
#include "nextclick/input/vector.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(vector)

namespace nc = nextclick;
namespace input = nc::input;
using image = input::vector<"Image", 2>;

BOOST_AUTO_TEST_CASE(is_the_vector_unchanged_or_of_length_one) {
    const float nan = std::nanf("");
    const std::vector<float> data{3, 4, nan, nan, 0, 0, -1, 0};
    const nc::item_index items[] = {0, 1, 2, 3};
    const std::uint32_t begin[] = {0, 4};
    nc::column_rows column{.name = "Image"};
    column.vectors = {data.data(), 4, 2};
    const nc::event_rows rows{{begin}, items, {}, {}, 4, {&column, 1}};
    BOOST_TEST((run_of<image>().forward(rows) == std::vector<std::vector<double>>{{3, 4}, {0, 0}, {0, 0}, {-1, 0}}));
    const auto x = run_of<image>({.unit_length = true}).forward(rows);
    BOOST_TEST(x[0][0] == 0.6, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(x[0][1] == 0.8, boost::test_tools::tolerance(1e-15));
    BOOST_TEST((x[2] == std::vector<double>{0, 0}));
    BOOST_TEST((x[3] == std::vector<double>{-1, 0}));
    BOOST_CHECK_EXCEPTION((run_of<input::vector<"Image", 3>>().forward(rows)), nc::argument_error,
                          says("the vectors of the batch have 2 numbers, and units is 3"));
    BOOST_CHECK_EXCEPTION((run_of<input::vector<"Photo", 2>>().forward(rows)), nc::argument_error,
                          says("reads the column \"Photo\" as vectors of 2 numbers; the batch has \"Image\""));
    BOOST_CHECK_EXCEPTION(run_of<input::vector<"Image">>(), nc::argument_error, says("give the width of the vectors"));
}

BOOST_AUTO_TEST_CASE(reads_a_table_of_items) {
    const auto table = toy::attributes(6);
    run_of<input::of_item<input::vector<"Image", 3>>> net(input::of_item<input::vector<"Image", 3>>(table), 6);
    const nc::item_index items[] = {5, 3, 7};
    const std::uint32_t begin[] = {0, 3};
    const auto x = net.forward({{begin}, items, {}, {}, 3});
    for (std::size_t c = 0; c < 3; ++c) {
        BOOST_TEST(x[0][c] == static_cast<double>(table.column("Image").vectors()[5][c]));
        BOOST_TEST(x[1][c] == 0);
        BOOST_TEST(x[2][c] == 0);
    }
    BOOST_CHECK_EXCEPTION((input::of_item<input::vector<"Image", 4>>(table)), nc::argument_error,
                          says("as vectors of 4 numbers, but in the table of items they have 3"));
    BOOST_CHECK_EXCEPTION((input::of_item<input::vector<"Price", 4>>(table)), nc::argument_error,
                          says("as vectors of 4 numbers, but it is numeric"));
    BOOST_CHECK_EXCEPTION((input::of_item<input::numeric<"Image">>(table)), nc::argument_error,
                          says("as numbers, but it is a column of vectors"));
}

BOOST_AUTO_TEST_SUITE_END()
