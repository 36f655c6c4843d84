// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/line_reader.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(data_line_reader)

using namespace nextclick::data;
using data_test::says;

namespace {
std::vector<std::string> lines_of(const std::string& text, std::size_t portion, std::size_t longest = 10'000'000) {
    const read_options options;
    const byte_reader all = from_memory(text);
    detail::line_reader lines([&](std::span<char> to) { return all(to.first(std::min(to.size(), portion))); }, "f", longest, options);
    std::vector<std::string> found;
    while (lines.next()) {
        found.emplace_back(lines.line());
        BOOST_CHECK_EQUAL(lines.number(), found.size());
    }
    BOOST_CHECK_EQUAL(lines.bytes(), text.size());
    return found;
}
}  // namespace

BOOST_AUTO_TEST_CASE(lines_end_in_lf_or_cr_lf_or_with_the_text) {
    const std::vector<std::string> three = {"one", "", "three"};
    for (const std::size_t portion : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
        for (const char* text : {"one\n\nthree", "one\r\n\r\nthree\r\n", "\xEF\xBB\xBFone\n\nthree\n"})
            BOOST_TEST(lines_of(text, portion) == three, boost::test_tools::per_element());
        BOOST_CHECK(lines_of("", portion).empty());
        BOOST_TEST(lines_of("\n", portion) == std::vector<std::string>{""}, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(long_lines_come_whole_and_too_long_ones_are_refused_where_they_stand) {
    const std::string text = "a\n" + std::string(700'000, 'x') + "\n" + std::string(300'000, 'y') + "\nb";
    const std::vector<std::string> expected = {"a", std::string(700'000, 'x'), std::string(300'000, 'y'), "b"};
    for (const std::size_t portion : {std::size_t{4096}, std::size_t{1} << 20})
        BOOST_TEST(lines_of(text, portion) == expected, boost::test_tools::per_element());
    BOOST_CHECK_EXCEPTION(lines_of(text, 4096, 600'000), nextclick::data_error, says("f:2:1: ", "longer than 600000", "max_line"));
    BOOST_CHECK_EQUAL(lines_of("12345\n1", 1, 5).size(), 2u);
}

BOOST_AUTO_TEST_SUITE_END()
