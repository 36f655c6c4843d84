// SPDX-License-Identifier: Apache-2.0
#include "nextclick/input/column.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(columns)

namespace nc = nextclick;
namespace input = nc::input;
using inner = input::join<input::categorical<"Action", 3>, input::numeric<"Price">>;
using rich = input::dropout<input::join<input::embedding<4>, input::dropout<inner>, input::bucketed<"Dwell", input::edges::jd_dwell, 2>>>;

BOOST_AUTO_TEST_CASE(are_found_through_joins_and_dropouts) {
    static_assert(input::column_count<rich> == 3 && input::column_count<input::embedding<3>> == 0);
    const auto log = toy::acted_log(30, 4);
    const rich policy = input::fitted(rich{}, log);
    const auto required = input::required_columns(policy);
    BOOST_REQUIRE(required.size() == 3u);
    BOOST_TEST(required[0].name == "Action");
    BOOST_TEST(required[0].reader == "input::categorical<Action>");
    BOOST_TEST((*std::get<nc::data::kind::categorical::schema>(required[0].schema).categories == *toy::actions()));
    BOOST_TEST(required[1].name == "Price");
    BOOST_TEST(std::holds_alternative<nc::data::kind::numeric::schema>(required[1].schema));
    BOOST_TEST(required[2].name == "Dwell");
    BOOST_TEST(input::required_columns(input::one_hot{}).empty());
}

BOOST_AUTO_TEST_CASE(fitting_keeps_given_values_and_names_missing_columns) {
    auto mine = std::make_shared<const nc::data::vocabulary>();
    const auto log = toy::acted_log(30, 4);
    const auto kept = input::fitted(input::categorical<"Action", 3>{.categories = mine}, log);
    BOOST_TEST(kept.categories == mine);
    BOOST_CHECK_EXCEPTION((input::fitted(input::categorical<"Brand", 3>{}, log)), nc::data_error, says("this log has no column \"Brand\""));
}

BOOST_AUTO_TEST_SUITE_END()
