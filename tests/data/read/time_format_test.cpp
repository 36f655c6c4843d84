// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/time_format.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(data_time_format)

using namespace nextclick::data;
using data_test::says;

namespace {
/// Milliseconds, or the error in a word.
std::string read(const std::string& pattern, const std::string& text) {
    event_time t;
    return time_format(pattern).read(text, t) == scanned::ok ? std::to_string(t.ms()) + (t.ns() > 0 ? "+" + std::to_string(t.ns()) : "")
                                                             : "no";
}
}  // namespace

BOOST_AUTO_TEST_CASE(every_directive) {
    const std::string at = "1396864805000";  // 2014-04-07 10:00:05, a Monday
    for (const auto& [pattern, text] :
         std::vector<std::pair<const char*, const char*>>{{"%Y-%m-%d %H:%M:%S", "2014-04-07 10:00:05"},
                                                          {"%F %T", "2014-04-07 10:00:05"},
                                                          {"%FT%R:%S", "2014-04-07T10:00:05"},
                                                          {"%d/%m/%Y %H:%M:%S", "7/4/2014 10:0:5"},
                                                          {"%m/%d/%Y %I:%M:%S %p", "4/7/2014 10:00:05 AM"},
                                                          {"%D %I:%M:%S%p", "04/07/14 10:00:05am"},
                                                          {"%y%m%d%H%M%S", "140407100005"},
                                                          {"%Y%m%d%H%M%S", "20140407100005"},
                                                          {"%a, %d %b %Y %H:%M:%S %Z", "Mon, 07 Apr 2014 10:00:05 GMT"},
                                                          {"%A %B %e %Y %T", "MONDAY april 7 2014 10:00:05"},
                                                          {"[%d/%b/%Y:%H:%M:%S %z]", "[07/Apr/2014:12:00:05 +0200]"},
                                                          {"%j %Y %T", "097 2014 10:00:05"},
                                                          {"%s", "1396864805"},
                                                          {"%Y-%m-%d   %H:%M:%S", "2014-04-07 \t 10:00:05"},
                                                          {"100%% %F %T%z", "100% 2014-04-07 05:30:05-04:30"}})
        BOOST_CHECK_MESSAGE(read(pattern, text) == at, pattern << " reads " << text << " as " << read(pattern, text));
    BOOST_CHECK_EQUAL(read("%F %T.%f", "2014-04-07 10:00:05.1234567891"), "1396864805123+456789");
    BOOST_CHECK_EQUAL(read("%s.%f", "1396864805.5"), "1396864805500");
    BOOST_CHECK_EQUAL(read("%s", "-1"), "-1000");
    BOOST_CHECK_EQUAL(read("%d/%m/%Y %I %p", "01/01/1970 12 AM"), "0");
    BOOST_CHECK_EQUAL(read("%d/%m/%Y %I %p", "01/01/1970 12 PM"), "43200000");
    BOOST_CHECK_EQUAL(read("%d/%m/%Y %I %p", "01/01/1970 1 p.m."), "46800000");
    BOOST_CHECK_EQUAL(read("%d/%m/%y", "01/01/70"), "0");
    BOOST_CHECK_EQUAL(read("%d/%m/%y", "01/01/69"), "-31536000000");
    BOOST_CHECK_EQUAL(read("%d/%m/%y", "01/01/00"), "946684800000");
}

BOOST_AUTO_TEST_CASE(text_of_another_format_is_refused) {
    for (const auto& [pattern, text] : std::vector<std::pair<const char*, const char*>>{{"%d/%m/%Y", "31/04/2014"},
                                                                                        {"%d/%m/%Y", "1/13/2014"},
                                                                                        {"%d/%m/%Y", "1/1/14"},
                                                                                        {"%d/%m/%Y", "1/1/2014 "},
                                                                                        {"%d/%m/%Y", ""},
                                                                                        {"%F %I %p", "2014-04-07 13 PM"},
                                                                                        {"%F %I %p", "2014-04-07 0 AM"},
                                                                                        {"%F %I %p", "2014-04-07 1"},
                                                                                        {"%F %T", "2014-04-07 10:61:00"},
                                                                                        {"%j %Y", "366 2014"},
                                                                                        {"%j %Y", "0 2014"},
                                                                                        {"%d %b %Y", "7 Avr 2014"},
                                                                                        {"%F %z", "2014-04-07 EST"},
                                                                                        {"%s", "1396864805x"},
                                                                                        {"%s", "1396860669277"},
                                                                                        {"%s", "99999999999999999999"},
                                                                                        {"%F %T.%f", "2014-04-07 10:00:05."}})
        BOOST_CHECK_MESSAGE(read(pattern, text) == "no", pattern << " reads " << text);
}

BOOST_AUTO_TEST_CASE(patterns_without_a_time_are_refused_by_name) {
    for (const char* pattern :
         {"", "%H:%M", "%Y-%m", "%m-%d", "%Y %q", "%Y-%m-%d %", "%Y-%m-%d %d", "%Y %y %m %d", "%Y %m %b %d", "%Y-%m-%d %I", "%Y-%m-%d %p",
          "%Y-%m-%d %H %I %p", "%Y-%m-%d %M", "%Y-%m-%d %H:%S", "%Y-%m-%d %H:%M.%f", "%s %Y", "%j %m %d %Y", "%j %d %Y"})
        BOOST_CHECK_EXCEPTION(time_format(pattern, "--time-format"), nextclick::argument_error,
                              says("--time-format \"" + std::string(pattern) + '"'));
}

BOOST_AUTO_TEST_CASE(both_formats_of_an_ambiguous_day_are_shown) {
    using formats = std::vector<std::string>;
    const auto both = [](const char* text, const formats& expected) {
        BOOST_TEST(detail::formats_that_read(text) == expected, boost::test_tools::per_element());
    };
    both("11/11/2019 9:05:58 AM", {"%d/%m/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M:%S %p"});
    both("13/11/2019", {"%d/%m/%Y"});
    both("11.12.2019 09:05", {"%d.%m.%Y %H:%M", "%m.%d.%Y %H:%M"});
    both("01-02-03", {"%d-%m-%y", "%m-%d-%y", "%y-%m-%d"});
    both("[07/Apr/2014:12:00:05 +0200]", {"[%d/%b/%Y:%H:%M:%S %z]"});
    both("20140407T105109Z", {"%Y%m%dT%H%M%S%z"});
    both("noon", {});
    BOOST_CHECK_EQUAL(detail::compact_format("20140407"), "%Y%m%d");
    BOOST_CHECK_EQUAL(detail::compact_format("20140407100005"), "%Y%m%d%H%M%S");
    for (const char* none : {"20141307", "1396864805", "13968648050000", "2014040", "", "30140407"})
        BOOST_CHECK_EQUAL(detail::compact_format(none), "");
}

BOOST_AUTO_TEST_SUITE_END()
