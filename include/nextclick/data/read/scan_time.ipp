// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/scan_time.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE scanned scan_exponent(std::string_view text, decimal& out) {
    double value = 0;
    const auto [last, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem == std::errc::result_out_of_range) return scanned::overflow;
    if (problem != std::errc() || last != text.data() + text.size() || !(value - value == 0)) return scanned::malformed;
    if (value >= 9e18 || value <= -9e18) return scanned::overflow;
    const double whole = std::floor(value);
    const auto millionths = static_cast<std::uint32_t>((value - whole) * 1e6 + 0.5);
    out = {static_cast<std::int64_t>(whole) + millionths / 1'000'000, millionths % 1'000'000 * 1000};
    return scanned::ok;
}

NEXTCLICK_INLINE bool fixed_digits(const char*& p, const char* end, int digits, int& out) {
    out = 0;
    for (; digits > 0; --digits, ++p) {
        if (p == end || *p < '0' || *p > '9') return false;
        out = out * 10 + (*p - '0');
    }
    return true;
}

NEXTCLICK_INLINE std::uint32_t fraction(const char*& p, const char* end) {
    std::uint32_t value = 0, scale = 100'000'000;
    for (; p != end && *p >= '0' && *p <= '9'; ++p, scale /= 10) value += scale * static_cast<std::uint32_t>(*p - '0');
    return value;
}

NEXTCLICK_INLINE bool expect_word(const char*& p, const char* end, std::string_view word) {
    if (end - p < static_cast<std::ptrdiff_t>(word.size())) return false;
    for (std::size_t i = 0; i < word.size(); ++i)
        if (upper(p[i]) != upper(word[i])) return false;
    p += word.size();
    return true;
}

NEXTCLICK_INLINE bool scan_zone(const char*& p, const char* end, int& minutes) {
    if (p == end) return false;
    if (is_letter(*p)) {
        const char* last = p;
        while (last != end && is_letter(*last)) ++last;
        for (const zone_word& z : zone_words)
            if (const char* q = p; last - p == static_cast<std::ptrdiff_t>(z.word.size()) && expect_word(q, last, z.word)) {
                p = last;
                minutes = z.minutes;
                return true;
            }
        return false;
    }
    const bool west = *p == '-';
    if (!west && *p != '+') return false;
    int h = 0, m = 0;
    if (!fixed_digits(++p, end, 2, h)) return false;
    if (expect(p, end, ':') || (p != end && *p >= '0' && *p <= '9'))
        if (!fixed_digits(p, end, 2, m)) return false;
    minutes = (west ? -1 : 1) * (h * 60 + m);
    return h <= 23 && m <= 59;
}

NEXTCLICK_INLINE bool civil_time::exists() const {
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return false;
    if (hour == 24) return minute == 0 && second == 0 && billionths == 0;
    return hour < 24 && minute < 60 && second <= 60;
}

NEXTCLICK_INLINE event_time civil_time::at() const {
    const std::int64_t minutes = (days_since_epoch(year, month, day) * 24 + hour) * 60 + minute - zone;
    return {(minutes * 60 + second) * 1000 + billionths / 1'000'000, billionths % 1'000'000};
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE scanned scan_number(std::string_view text, detail::decimal& out) {
    const char* p = text.data();
    const char* const end = p + text.size();
    const bool negative = p != end && *p == '-';
    if (negative) ++p;
    const char* const first = p;
    out = {};
    p = detail::take_digits(p, p + std::min<std::ptrdiff_t>(end - p, 18), out.whole);
    if (p == first) return scanned::malformed;
    if (p != end && *p >= '0' && *p <= '9') {  // the 19th digit may not fit
        const int digit = *p++ - '0';
        if (out.whole > (std::numeric_limits<std::int64_t>::max() - digit) / 10) return scanned::overflow;
        out.whole = out.whole * 10 + digit;
        if (p != end && *p >= '0' && *p <= '9') return scanned::overflow;
    }
    if (p != end && *p == '.') out.billionths = detail::fraction(++p, end);
    if (p != end && (*p == 'e' || *p == 'E')) return detail::scan_exponent(text, out);
    if (p != end) return scanned::malformed;
    if (!negative) return scanned::ok;
    if (out.billionths > 0 && out.whole == std::numeric_limits<std::int64_t>::max()) return scanned::overflow;
    out.whole = -out.whole - (out.billionths > 0 ? 1 : 0);
    if (out.billionths > 0) out.billionths = 1'000'000'000 - out.billionths;
    return scanned::ok;
}

NEXTCLICK_INLINE scanned scan_iso(std::string_view text, event_time& time) {
    using namespace detail;
    const char* p = text.data();
    const char* const end = p + text.size();
    civil_time t;
    if (!fixed_digits(p, end, 4, t.year) || p == end || (*p != '-' && *p != '/')) return scanned::malformed;
    const char between = *p++;
    if (!fixed_digits(p, end, 2, t.month) || !expect(p, end, between) || !fixed_digits(p, end, 2, t.day)) return scanned::malformed;
    if (p != end) {
        if (!expect(p, end, 'T') && !expect(p, end, 't') && !expect(p, end, ' ')) return scanned::malformed;
        if (!fixed_digits(p, end, 2, t.hour) || !expect(p, end, ':') || !fixed_digits(p, end, 2, t.minute)) return scanned::malformed;
        if (expect(p, end, ':')) {
            if (!fixed_digits(p, end, 2, t.second)) return scanned::malformed;
            if ((expect(p, end, '.') || expect(p, end, ',')) && (p == end || *p < '0' || *p > '9')) return scanned::malformed;
            t.billionths = fraction(p, end);
        }
        const bool apart = expect(p, end, ' ');
        if ((apart || p != end) && !scan_zone(p, end, t.zone)) return scanned::malformed;
        if (int named = 0; expect(p, end, ' ') && (!scan_zone(p, end, named) || named != t.zone)) return scanned::malformed;  // +0000 UTC
        if (p != end) return scanned::malformed;
    }
    if (!t.exists()) return scanned::malformed;
    time = t.at();
    return scanned::ok;
}

NEXTCLICK_INLINE scanned scan_iso(std::string_view text, std::int64_t& ms) {
    event_time time;
    const scanned s = scan_iso(text, time);
    if (s == scanned::ok) ms = time.ms();
    return s;
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
