// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "nextclick/core/config.hpp"
#include "nextclick/data/scan.hpp"

/// Times in text: decimal numbers and ISO 8601.
namespace nextclick::inline NEXTCLICK_ABI::data {

namespace detail {

/// 1.39686e9 and the like, rare: through a double.
inline scanned scan_exponent(std::string_view text, std::int64_t& thousandths) {
    double value = 0;
    const auto [last, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc::result_out_of_range) return scanned::overflow;
    if (problem != std::errc() || last != text.data() + text.size() || !(value - value == 0)) return scanned::malformed;
    if (value >= 9e15 || value <= -9e15) return scanned::overflow;
    thousandths = static_cast<std::int64_t>(value * 1000 + (value < 0 ? -0.5 : 0.5));
    return scanned::ok;
}

/// Reads `digits` digits at p and moves p past them.
inline bool fixed_digits(const char*& p, const char* end, int digits, int& out) {
    out = 0;
    for (; digits > 0; --digits, ++p) {
        if (p == end || *p < '0' || *p > '9') return false;
        out = out * 10 + (*p - '0');
    }
    return true;
}
inline bool expect(const char*& p, const char* end, char c) { return p != end && *p == c ? (++p, true) : false; }

/// The digits behind a decimal point as thousandths; digits past the third are dropped.
inline int fraction(const char*& p, const char* end) {
    int value = 0, scale = 100;
    for (; p != end && *p >= '0' && *p <= '9'; ++p, scale /= 10) value += scale * (*p - '0');
    return value;
}

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

/// Z, +hh, +hhmm or +hh:mm, to minutes east of Greenwich. Nothing at all is UTC.
inline bool scan_zone(const char*& p, const char* end, int& minutes) {
    minutes = 0;
    if (p == end || expect(p, end, 'Z') || expect(p, end, 'z')) return true;
    const bool west = *p == '-';
    if (!west && *p != '+') return false;
    int h = 0, m = 0;
    if (!fixed_digits(++p, end, 2, h)) return false;
    if (p != end) {
        expect(p, end, ':');
        if (!fixed_digits(p, end, 2, m)) return false;
    }
    minutes = (west ? -1 : 1) * (h * 60 + m);
    return h <= 23 && m <= 59;
}

}  // namespace detail

/// A decimal number in thousandths: "1396860669.277" gives 1396860669277. Digits past the third behind the point are
/// dropped.
inline scanned scan_decimal(std::string_view text, std::int64_t& thousandths) {
    const char* p = text.data();
    const char* const end = p + text.size();
    const bool negative = p != end && *p == '-';
    if (negative) ++p;
    const char* const first = p;
    std::int64_t value = 0;
    p = detail::take_digits(p, p + std::min<std::ptrdiff_t>(end - p, 15), value);
    if (p == first) return scanned::malformed;
    if (p != end && *p >= '0' && *p <= '9') return scanned::overflow;
    value *= 1000;
    if (p != end && *p == '.') value += detail::fraction(++p, end);
    if (p != end && (*p == 'e' || *p == 'E')) return detail::scan_exponent(text, thousandths);
    if (p != end) return scanned::malformed;
    thousandths = negative ? -value : value;
    return scanned::ok;
}

/// A date of ISO 8601, perhaps with a time of day, in ms since 1970-01-01 UTC.
inline scanned scan_iso(std::string_view text, std::int64_t& ms) {
    using namespace detail;
    const char* p = text.data();
    const char* const end = p + text.size();
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0, zone = 0;
    if (!fixed_digits(p, end, 4, year) || !expect(p, end, '-') || !fixed_digits(p, end, 2, month) || !expect(p, end, '-') ||
        !fixed_digits(p, end, 2, day))
        return scanned::malformed;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return scanned::malformed;
    if (p != end) {
        if (!expect(p, end, 'T') && !expect(p, end, ' ')) return scanned::malformed;
        if (!fixed_digits(p, end, 2, hour) || !expect(p, end, ':') || !fixed_digits(p, end, 2, minute)) return scanned::malformed;
        if (expect(p, end, ':') && !fixed_digits(p, end, 2, second)) return scanned::malformed;
        if (expect(p, end, '.') || expect(p, end, ',')) milli = fraction(p, end);
        if (!scan_zone(p, end, zone) || p != end || hour > 24 || minute > 59 || second > 60) return scanned::malformed;
    }
    const std::int64_t minutes = (days_since_epoch(year, month, day) * 24 + hour) * 60 + minute - zone;
    ms = (minutes * 60 + second) * 1000 + milli;
    return scanned::ok;
}

}  // namespace nextclick::inline NEXTCLICK_ABI::data
