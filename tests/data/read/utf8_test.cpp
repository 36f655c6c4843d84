// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/utf8.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(data_utf8)

using nextclick::data::detail::not_utf8;
using namespace std::string_literals;

BOOST_AUTO_TEST_CASE(text_of_all_lengths_is_utf8) {
    for (const std::string& text :
         {""s, "plain"s, "a longer line of plain text"s, "D\xC3\xA4mmer"s, "\xE4\xB8\x8A\xE3\x82\x92\xE5\x90\x91"s,
          "\xF0\x9F\x8E\xB5 song"s, "\xEF\xBB\xBFmark"s, "\xED\x9F\xBF\xEE\x80\x80"s, "\xF4\x8F\xBF\xBF"s, "nul\0inside it"s,
          "\xC2\x80\xDF\xBF\xE0\xA0\x80\xF0\x90\x80\x80"s})
        BOOST_CHECK_MESSAGE(not_utf8(text) == std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(the_first_invalid_byte_is_found) {
    const std::pair<std::string, std::size_t> bad[] = {
        {"caf\xE9", 3},                  // Latin-1
        {"caf\xE9 au lait", 3},          //
        {"eight by\xFCte", 8},           //
        {"\x93quoted\x94", 0},           // Windows-1252
        {"\xC0\xAF", 0},                 // an overlong form
        {"\xC1\xBF", 0},                 //
        {"\xE0\x9F\xBF", 0},             //
        {"\xF0\x8F\xBF\xBF", 0},         //
        {"a\xED\xA0\x80", 1},            // half of a surrogate pair
        {"\xF4\x90\x80\x80", 0},         // beyond the last character
        {"\xF5\x80\x80\x80", 0},         //
        {"\xFF\xFE", 0},                 //
        {"ab\x80", 2},                   // a continuation byte alone
        {"ok \xC3\xA4 \xC3", 6},         // cut off
        {"\xE4\xB8", 0},                 //
        {"\xE4\xB8z", 0},                //
        {"12345678\xF0\x9F\x8E", 8},     //
        {"\xC3\xA4\xC3\xA4\xA4\xC3", 4}  //
    };
    for (const auto& [text, at] : bad) BOOST_CHECK_MESSAGE(not_utf8(text) == at, text << " at " << not_utf8(text) << ", not " << at);
}

BOOST_AUTO_TEST_CASE(the_message_names_byte_and_remedy) {
    const std::string what = nextclick::data::detail::utf8_fault("caf\xE9");
    BOOST_CHECK_MESSAGE(what.find("\\xE9") != std::string::npos && what.find("iconv") != std::string::npos, what);
}

BOOST_AUTO_TEST_SUITE_END()
