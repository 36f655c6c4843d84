// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/split_terms.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(split_terms)

namespace {
std::string terms(std::string_view text, char separator) {
    std::string room(text.size(), ' '), all;
    nextclick::data::for_each_term(text, separator, room, [&](std::string_view term) { (all += term) += '/'; });
    return all;
}
}  // namespace

BOOST_AUTO_TEST_CASE(words_are_runs_of_letters_and_digits) {
    BOOST_TEST(terms("Red leather-shoe, size 42!", 0) == "red/leather/shoe/size/42/");
    BOOST_TEST(terms("  \xC3\x89t\xC3\xA9 d'\xC3\x89T\xC3\x89", 0) == "\xC3\x89t\xC3\xA9/d/\xC3\x89t\xC3\x89/");
    BOOST_TEST(terms("", 0).empty());
    BOOST_TEST(terms("-- ..", 0).empty());
    BOOST_TEST(terms("a a A", 0) == "a/a/a/");
}

BOOST_AUTO_TEST_CASE(tags_stand_between_separators) {
    BOOST_TEST(terms("Red| deep blue |", '|') == "Red/deep blue/");
    BOOST_TEST(terms("a,,b", ',') == "a/b/");
    BOOST_TEST(terms("", '|').empty());
    BOOST_TEST(terms("|| |", '|').empty());
    BOOST_TEST(terms("one", '|') == "one/");
}

BOOST_AUTO_TEST_SUITE_END()
