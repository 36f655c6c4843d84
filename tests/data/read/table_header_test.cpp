// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/table_header.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(data_table_header)

using namespace nextclick::data;
using data_test::says;

namespace {
const read_options plain;  // a header refers to its options

detail::table_header header_of(const std::string& text, const read_options& options = plain) {
    detail::table_reader rows(from_memory(text), "t", {options.max_line_bytes(false), options.max_columns});
    return detail::read_header(rows, options);
}
}  // namespace

BOOST_AUTO_TEST_CASE(guesses_the_separator) {
    BOOST_CHECK_EQUAL(header_of("a\tb, c\n").separator(), '\t');
    BOOST_CHECK_EQUAL(header_of("a,b,c;d\n").separator(), ',');
    BOOST_CHECK_EQUAL(header_of("\"a,b,c,d\";b;c\n").separator(), ';');
    BOOST_CHECK_EQUAL(header_of("5\" x\ta\tb\n").separator(), '\t');
    BOOST_CHECK_EXCEPTION(header_of("abc\n1\n"), nextclick::data_error, says("t:1:1: ", "read_options::separator"));
}

BOOST_AUTO_TEST_CASE(columns_are_found_by_name_or_the_existing_ones_are_named) {
    const auto header = header_of(" a , \"b\",c\r\n1,2,3\n");
    BOOST_CHECK_EQUAL(header.size(), 3u);
    BOOST_CHECK_EQUAL(header.find("a", "item"), 0u);
    BOOST_CHECK_EXCEPTION(header.find("ItemId", "item"), nextclick::data_error,
                          says("t:1:1: ", "\"ItemId\"", "\"a\"", "\"c\"", "read_options::item"));
    const auto twice = header_of("a,b,a\n");
    BOOST_CHECK_EQUAL(twice.find("b", "item"), 1u);
    BOOST_CHECK_EXCEPTION(twice.find("a", "item"), nextclick::data_error, says("\"a\"", "twice"));
}

BOOST_AUTO_TEST_CASE(a_line_break_in_a_name_hides_no_columns) {
    BOOST_CHECK_EXCEPTION(header_of("a,\"b\n\",c,d,e\n"), nextclick::data_error, says("t:1:1: ", "line break"));
}

BOOST_AUTO_TEST_CASE(names_may_be_given_instead) {
    read_options options;
    options.header = {"x", "y"};
    BOOST_CHECK_EQUAL(header_of("1,2\n", options).find("y", "item"), 1u);
    options.separator = '"';
    BOOST_CHECK_THROW(header_of("1,2\n", options), nextclick::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
