// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/item_id.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>

BOOST_AUTO_TEST_SUITE(data_item_id)

using nextclick::data::id_kind;
using nextclick::data::item_id;

BOOST_AUTO_TEST_CASE(is_made_from_any_integer_and_any_text) {
    BOOST_CHECK_EQUAL(item_id(7).to_string(), "7");
    BOOST_CHECK_EQUAL(item_id(std::uint8_t{200}).to_string(), "200");
    BOOST_CHECK_EQUAL(item_id(std::numeric_limits<std::int64_t>::min()).to_string(), "-9223372036854775808");
    BOOST_CHECK_EQUAL(item_id("shoe").to_string(), "shoe");
    const std::string owned = "boot";
    BOOST_CHECK_EQUAL(item_id(owned).to_string(), "boot");
    BOOST_CHECK(item_id(7).kind() == id_kind::integer);
    BOOST_CHECK(item_id("7").kind() == id_kind::string);
}

BOOST_AUTO_TEST_CASE(refuses_integers_beyond_64_bits) { BOOST_CHECK_THROW(item_id{~std::uint64_t{0}}, nextclick::argument_error); }

BOOST_AUTO_TEST_CASE(orders_integers_by_value_before_strings_by_text) {
    BOOST_CHECK(item_id(2) < item_id(10));
    BOOST_CHECK(item_id("10") < item_id("2"));
    BOOST_CHECK(item_id(99) < item_id("1"));
    BOOST_CHECK(item_id("a") == item_id(std::string("a")));
    BOOST_CHECK(item_id(7) != item_id("7"));
}

BOOST_AUTO_TEST_SUITE_END()
