// SPDX-License-Identifier: Apache-2.0
#include "nextclick/model/list_row.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(list_row)

namespace nc = nextclick;
constexpr auto none = nc::no_item;

BOOST_AUTO_TEST_CASE(queries_of_a_lane_follow_one_another) {
    nc::workspace memory;
    const std::vector<std::uint32_t> begin{0, 3, 5, 6};  // lanes of three, two and one events
    const auto next = nc::detail::next_queries(memory, {begin});
    BOOST_TEST(std::vector(next.begin(), next.end()) == (std::vector<std::uint32_t>{3, 4, none, 5, none, none}),
               boost::test_tools::per_element());
    const std::vector<std::uint32_t> asked{0, 2, 4, 5};  // rows; lane 0 is not asked in between, lane 1 only at its end
    const auto fewer = nc::detail::next_queries(memory, {begin, asked});
    BOOST_TEST(std::vector(fewer.begin(), fewer.end()) == (std::vector<std::uint32_t>{3, none, none, none}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(later_clicks_are_worth_less) {
    const std::vector<std::uint32_t> next{1, 2, none};
    std::uint32_t relevant[8];
    double share[8];
    const auto column = [](std::uint32_t query) { return 10 + query; };
    BOOST_REQUIRE(nc::detail::relevant_columns<double>(0, next, 0.5, column, relevant, share) == 3u);
    for (std::uint32_t k = 0; k < 3; ++k) BOOST_TEST(relevant[k] == 10 + k);
    BOOST_TEST(share[0] == 4.0 / 7, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(share[2] == 1.0 / 7, boost::test_tools::tolerance(1e-14));
    BOOST_REQUIRE(nc::detail::relevant_columns<double>(0, next, 0, column, relevant, share) == 1u);
    BOOST_TEST(share[0] == 1);
    BOOST_REQUIRE(nc::detail::relevant_columns<double>(0, next, 1, column, std::span(relevant).first(2), share) == 2u);
    BOOST_TEST(share[1] == 0.5);
    BOOST_REQUIRE(nc::detail::relevant_columns<double>(2, next, 1, column, relevant, share) == 1u);
    BOOST_TEST(relevant[0] == 12u);
}

BOOST_AUTO_TEST_SUITE_END()
