// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/scan.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(data_scan)

using namespace nextclick::data;

BOOST_AUTO_TEST_CASE(ids_of_every_length_are_parsed) {
    const nextclick::random_stream random{3, 4};
    for (std::uint64_t n = 0; n < 20'000; ++n) {
        const auto bits = std::uint64_t{random.bits(2 * n)} << 32 | random.bits(2 * n + 1);
        const auto value = static_cast<std::int64_t>(bits) >> (n % 64);
        std::int64_t read = 0;
        BOOST_REQUIRE(scan_id(std::to_string(value), read) == scanned::ok);
        BOOST_REQUIRE_EQUAL(read, value);
    }
}

BOOST_AUTO_TEST_CASE(any_other_byte_in_any_place_is_noticed) {
    for (std::size_t length = 1; length <= 20; ++length)
        for (std::size_t place = 0; place < length; ++place)
            for (int byte = 0; byte < 256; ++byte) {
                if ((byte >= '0' && byte <= '9') || (byte == '-' && place == 0 && length > 1)) continue;
                std::string text(length, '5');
                text[place] = static_cast<char>(byte);
                std::int64_t value = 0;
                BOOST_REQUIRE_MESSAGE(scan_id(text, value) == scanned::malformed, length << ' ' << place << ' ' << byte);
            }
}

BOOST_AUTO_TEST_CASE(only_the_canonical_spelling_is_an_id) {
    std::int64_t value = 0;
    for (const char* text : {"", "-", "007", "-0", "00", "+5", " 5", "5 ", "5.0", "1e3", "NaN", "0x10", "--5"})
        BOOST_CHECK_MESSAGE(scan_id(text, value) == scanned::malformed, text);
    BOOST_CHECK(scan_id("0", value) == scanned::ok && value == 0);
    BOOST_CHECK(scan_id("-9223372036854775808", value) == scanned::ok);
    BOOST_CHECK_EQUAL(value, std::numeric_limits<std::int64_t>::min());
    BOOST_CHECK(scan_id("9223372036854775808", value) == scanned::overflow);
    BOOST_CHECK(scan_id(std::string(400, '9'), value) == scanned::overflow);
}

BOOST_AUTO_TEST_CASE(floats_are_finite) {
    float value = 0;
    BOOST_CHECK(scan_float("3.25", value) == scanned::ok && value == 3.25f);
    BOOST_CHECK(scan_float("+1e-3", value) == scanned::ok && value == 1e-3f);
    BOOST_CHECK(scan_float("1e39", value) == scanned::overflow);
    BOOST_CHECK(scan_float("1e999", value) == scanned::overflow);
    for (const char* text : {"", "nan", "inf", "-inf", "1,5", "1.5x", "++1", "+-1"})
        BOOST_CHECK_MESSAGE(scan_float(text, value) == scanned::malformed, text);
}

BOOST_AUTO_TEST_SUITE_END()
