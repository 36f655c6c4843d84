// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <system_error>

#include "nextclick/data/event_time.hpp"
#include "nextclick/data/scan.hpp"

/// Parsing of times: decimal numbers and ISO 8601.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {

/// An integer part and a fraction in billionths.
struct decimal {
    std::int64_t whole = 0;
    std::uint32_t billionths = 0;
};

/// Reads numbers with an exponent, such as 1.39686e9, through a double, to the millionth.
scanned scan_exponent(std::string_view text, decimal& out);

/// Reads exactly `digits` digits at p and advances p.
bool fixed_digits(const char*& p, const char* end, int digits, int& out);
inline bool expect(const char*& p, const char* end, char c) { return p != end && *p == c ? (++p, true) : false; }

/// Reads the digits after a decimal point as billionths; digits past the ninth are ignored.
std::uint32_t fraction(const char*& p, const char* end);

/// Days from 1970-01-01 to a date of the Gregorian calendar; the year begins in March, so that the leap day is its
/// last.
constexpr std::int64_t days_since_epoch(int year, int month, int day) {
    const std::int64_t y = month > 2 ? year : year - 1;
    const std::int64_t m = month > 2 ? month - 3 : month + 9;
    const std::int64_t century = (y >= 0 ? y : y - 99) / 100, quad = (y >= 0 ? y : y - 3) / 4;
    const std::int64_t leap = quad - century + (century >= 0 ? century : century - 3) / 4;
    return 365 * y + leap + (153 * m + 2) / 5 + day - 1 - 719'468;
}
constexpr int days_in_month(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/// Unambiguous names of time zones. (EST is in America or Australia, IST in India, Israel or Ireland, CST in America or
/// China, and MSK has changed: those are errors.)
struct zone_word {
    std::string_view word;
    int minutes;  ///< east of Greenwich
};
inline constexpr zone_word zone_words[] = {{"Z", 0},      {"UTC", 0},    {"GMT", 0},    {"UT", 0},     {"WET", 0},   {"WEST", 60},
                                           {"CET", 60},   {"CEST", 120}, {"EET", 120},  {"EEST", 180}, {"JST", 540}, {"KST", 540},
                                           {"AEST", 600}, {"AEDT", 660}, {"NZST", 720}, {"NZDT", 780}};

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
/// Whether the text at p begins with the word, ignoring case; advances p past it.
bool expect_word(const char*& p, const char* end, std::string_view word);
inline bool is_letter(char c) { return upper(c) >= 'A' && upper(c) <= 'Z'; }

/// Reads a zone (Z, UTC and other names, +hh, +hhmm or +hh:mm) as minutes east of Greenwich.
bool scan_zone(const char*& p, const char* end, int& minutes);

/// A date and a time of day as parsed.
struct civil_time {
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, zone = 0;
    std::uint32_t billionths = 0;

    /// Whether the fields are in range. Hour 24 is allowed for midnight; second 60 is the first of the next minute.
    bool exists() const;
    event_time at() const;
};

}  // namespace detail

/// Reads a decimal number as its floor and the billionths above it; digits past the ninth decimal are ignored.
scanned scan_number(std::string_view text, detail::decimal& out);

/// Reads an ISO 8601 date (or with / in place of -), optionally with a time of day, a fraction of any length and a zone; UTC
/// without a zone.
scanned scan_iso(std::string_view text, event_time& time);
/// The same in whole milliseconds.
scanned scan_iso(std::string_view text, std::int64_t& ms);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/scan_time.ipp"
#endif
