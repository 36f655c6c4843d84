// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/scan_time.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <cstdio>
#include <string>

using namespace nextclick::data;

namespace {
std::int64_t iso(const std::string& text) {
    std::int64_t ms = 0;
    BOOST_REQUIRE_MESSAGE(scan_iso(text, ms) == scanned::ok, text);
    return ms;
}
std::int64_t decimal(const std::string& text) {
    std::int64_t value = 0;
    BOOST_REQUIRE_MESSAGE(scan_decimal(text, value) == scanned::ok, text);
    return value;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(data_scan_time)

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
    BOOST_CHECK_EQUAL(expected, iso("2200-01-01"));  // so no day was left out
}

BOOST_AUTO_TEST_CASE(what_is_no_iso_time_is_refused) {
    std::int64_t ms = 0;
    for (const char* text : {"", "2014", "2014-13-01", "2014-02-29", "2014-04-31", "2014-00-10", "14-04-07", "2014-04-07T", "2014-04-07T10",
                             "2014-04-07T10:61", "2014-04-07T25:00", "2014-04-07x10:00", "2014-04-07T10:51:09Zjunk",
                             "2014-04-07T10:51:09+2", "2014-04-07T10:51:09+24:00"})
        BOOST_CHECK_MESSAGE(scan_iso(text, ms) == scanned::malformed, text);
}

BOOST_AUTO_TEST_CASE(decimals_in_thousandths) {
    BOOST_CHECK_EQUAL(decimal("1396860669.277"), 1'396'860'669'277);
    BOOST_CHECK_EQUAL(decimal("1396860669.2779"), 1'396'860'669'277);
    BOOST_CHECK_EQUAL(decimal("1396860669."), 1'396'860'669'000);
    BOOST_CHECK_EQUAL(decimal("12.5"), 12'500);
    BOOST_CHECK_EQUAL(decimal("-0.25"), -250);
    BOOST_CHECK_EQUAL(decimal("1.5e9"), 1'500'000'000'000);
    BOOST_CHECK_EQUAL(decimal("999999999999999"), 999'999'999'999'999'000);
    std::int64_t value = 0;
    BOOST_CHECK(scan_decimal("1000000000000000", value) == scanned::overflow);
    BOOST_CHECK(scan_decimal("1e300", value) == scanned::overflow);
    BOOST_CHECK(scan_decimal("1e999", value) == scanned::overflow);
    for (const char* text : {"", "-", ".", ".5", "abc", "12a", "1.2.3", "nan", "inf", "1e", "1 "})
        BOOST_CHECK_MESSAGE(scan_decimal(text, value) == scanned::malformed, text);
}

BOOST_AUTO_TEST_SUITE_END()
