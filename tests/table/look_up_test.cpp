// SPDX-License-Identifier: Apache-2.0
#include "nextclick/table/look_up.hpp"

#include <boost/test/unit_test.hpp>
#include <tuple>
#include <vector>

#include "archetypes/bf16.hpp"

BOOST_AUTO_TEST_SUITE(look_up)

namespace nc = nextclick;

namespace {
using elements = std::tuple<float, double, bf16::number>;
template <class E>
nc::row_table<E> counted(std::size_t rows, std::size_t cols) {
    nc::row_table<E> table;
    table.resize(rows, cols);
    nc::on_numbers(std::span(table.data), {}, [](auto some, std::size_t first) {
        for (std::size_t i = 0; i < some.size(); ++i) some[i] = static_cast<nc::computed_of<E>>(first + i);
    });
    return table;
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_are_copied_as_numbers, E, elements) {
    const auto table = counted<E>(12, 5);  // below 128: exact in bf16
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const std::vector<nc::item_index> rows{3, 0, 11, 3};
    const auto x = nc::table::look_up(table, run, rows);
    BOOST_REQUIRE(x.rows == 4u);
    for (std::size_t r = 0; r < 4; ++r)
        for (std::size_t c = 0; c < 5; ++c) BOOST_TEST(x(r, c) == static_cast<nc::computed_of<E>>(rows[r] * 5 + c));
}

BOOST_AUTO_TEST_CASE(gradients_of_a_row_that_was_looked_up_twice_add_up) {
    nc::row_gradient<float> g;
    g.resize(12, 2);
    const std::vector<nc::item_index> rows{3, 7, 3};
    const std::vector<float> d{1, 2, 10, 20, 100, 200};
    nc::table::scatter(g, rows, nc::view<const float>(d.data(), 3, 2));
    BOOST_TEST(g.touched == (std::vector<nc::item_index>{3, 7}), boost::test_tools::per_element());
    BOOST_TEST(g.row(3)[0] == 101);
    BOOST_TEST(g.row(3)[1] == 202);
    BOOST_TEST(g.row(7)[1] == 20);
}

BOOST_AUTO_TEST_SUITE_END()
