// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/scan_time.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdio>
#include <string>

BOOST_AUTO_TEST_SUITE(data_scan_time)

using namespace nextclick::data;

namespace {
std::int64_t iso(const std::string& text) {
    std::int64_t ms = 0;
    BOOST_REQUIRE_MESSAGE(scan_iso(text, ms) == scanned::ok, text);
    return ms;
}
/// "whole+billionths"
std::string number(const std::string& text) {
    detail::decimal value;
    BOOST_REQUIRE_MESSAGE(scan_number(text, value) == scanned::ok, text);
    return std::to_string(value.whole) + '+' + std::to_string(value.billionths);
}
}  // namespace

BOOST_AUTO_TEST_CASE(iso_times_of_all_accepted_shapes) {
    BOOST_CHECK_EQUAL(iso("1970-01-01"), 0);
    BOOST_CHECK_EQUAL(iso("2014-04-07T10:51:09.277Z"), 1'396'867'869'277);
    BOOST_CHECK_EQUAL(iso("2014-04-07 10:51:09,277"), 1'396'867'869'277);
    BOOST_CHECK_EQUAL(iso("2014-04-07T10:51:09.277999z"), 1'396'867'869'277);
    BOOST_CHECK_EQUAL(iso("2014-04-07T10:51"), 1'396'867'860'000);
    BOOST_CHECK_EQUAL(iso("2014-04-07T12:51:09.277+02:00"), 1'396'867'869'277);
    BOOST_CHECK_EQUAL(iso("2014-04-07T05:21:09.277-0530"), 1'396'867'869'277);
    BOOST_CHECK_EQUAL(iso("2014-04-07T12:51:09.277+02"), 1'396'867'869'277);
    BOOST_CHECK_EQUAL(iso("1969-12-31T23:59:59.999Z"), -1);
}

BOOST_AUTO_TEST_CASE(every_day_of_four_centuries_follows_the_one_before) {
    std::int64_t expected = iso("1800-01-01");
    for (int year = 1800; year < 2200; ++year)
        for (int month = 1; month <= 12; ++month)
            for (int day = 1; day <= 31; ++day) {
                char text[32];
                std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month % 100, day % 100);
                std::int64_t ms = 0;
                if (scan_iso(text, ms) != scanned::ok) continue;  // the 30th of February
                BOOST_REQUIRE_EQUAL(ms, expected);
                expected += 86'400'000;
            }
    BOOST_CHECK_EQUAL(expected, iso("2200-01-01"));  // so no day was skipped
}

BOOST_AUTO_TEST_CASE(text_that_is_no_iso_time_is_refused) {
    std::int64_t ms = 0;
    for (const char* text : {"", "2014", "2014-13-01", "2014-02-29", "2014-04-31", "2014-00-10", "14-04-07", "2014-04-07T", "2014-04-07T10",
                             "2014-04-07T10:61", "2014-04-07T25:00", "2014-04-07x10:00", "2014-04-07T10:51:09Zjunk",
                             "2014-04-07T10:51:09+2", "2014-04-07T10:51:09+24:00", "2014-04-07T10:51.9"})
        BOOST_CHECK_MESSAGE(scan_iso(text, ms) == scanned::malformed, text);
}

BOOST_AUTO_TEST_CASE(fractions_of_any_length_and_zones_of_any_spelling) {
    event_time t;
    BOOST_REQUIRE(scan_iso("2014-04-07T10:00:00.0001999999999999Z", t) == scanned::ok);
    BOOST_CHECK(t.ms() == 1'396'864'800'000 && t.ns() == 199'999);
    for (const char* zone :
         {"", "Z", "z", " Z", " UTC", "UTC", " utc", " GMT", "+0000 UTC", " UT", "+0000", "+00", "+00:00", " +0000", "-00:00", " WET"}) {
        for (const char* fraction : {"", ".5", ",123456", ".123456789"}) {
            BOOST_REQUIRE_MESSAGE(scan_iso("2014-04-07T10:00:00" + std::string(fraction) + zone, t) == scanned::ok, fraction << zone);
            BOOST_CHECK_EQUAL(t.ms() / 1000, 1'396'864'800);
        }
        BOOST_CHECK_EQUAL(iso("2014/04/07 10:00" + std::string(zone)), 1'396'864'800'000);
    }
    BOOST_CHECK_EQUAL(iso("2014-04-07T12:00:00 CEST"), 1'396'864'800'000);
    BOOST_CHECK_EQUAL(iso("2014-04-07T19:00:00 JST"), 1'396'864'800'000);
    BOOST_CHECK_EQUAL(iso("2014-04-07T24:00:00"), iso("2014-04-08"));
    for (const char* text : {"2014-04-07T10:00:00 MSK", "2014-04-07T10:00:00 EST", "2014-04-07T10:00:00 IST", "2014-04-07T10:00:00 CST",
                             "2014-04-07T10:00:00 UTCX", "2014-04-07T10:00:00 ", "2014-04-07T24:30", "2014-04/07", "2014-04-07T10:00:00.Z",
                             "2014-04-07T10:00:00 +", "2014-04-07 UTC2", "2014-04-07 10:00 +0100 UTC", "-014-04-07"})
        BOOST_CHECK_MESSAGE(scan_iso(text, t) == scanned::malformed, text);
}

BOOST_AUTO_TEST_CASE(numbers_with_their_fractions) {
    BOOST_CHECK_EQUAL(number("1396860669.277"), "1396860669+277000000");
    BOOST_CHECK_EQUAL(number("1396860669.2779123456789"), "1396860669+277912345");
    BOOST_CHECK_EQUAL(number("1396860669."), "1396860669+0");
    BOOST_CHECK_EQUAL(number("12.5"), "12+500000000");
    BOOST_CHECK_EQUAL(number("-0.25"), "-1+750000000");
    BOOST_CHECK_EQUAL(number("-3"), "-3+0");
    BOOST_CHECK_EQUAL(number("1.5e9"), "1500000000+0");
    BOOST_CHECK_EQUAL(number("1.396860669277E9"), "1396860669+277000000");
    BOOST_CHECK_EQUAL(number("1.3968606692770001e18"), "1396860669277000192+0");
    BOOST_CHECK_EQUAL(number("9223372036854775807"), "9223372036854775807+0");
    detail::decimal value;
    for (const char* text :
         {"9223372036854775808", "10000000000000000000", "1e300", "1e999", "99999999999999999999", "-9223372036854775807.5"})
        BOOST_CHECK_MESSAGE(scan_number(text, value) == scanned::overflow, text);
    for (const char* text : {"", "-", ".", ".5", "abc", "12a", "1.2.3", "nan", "inf", "1e", "1 "})
        BOOST_CHECK_MESSAGE(scan_number(text, value) == scanned::malformed, text);
}

BOOST_AUTO_TEST_SUITE_END()
